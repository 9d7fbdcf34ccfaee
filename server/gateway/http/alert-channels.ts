// The routes about where alerts go besides: webhooks, the command, further push services.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Message } from '../../alerts/channels/channel.ts';
import type { Channels } from '../../alerts/channels/channels.ts';
import { presets } from '../../alerts/channels/webhook/presets.ts';
import { Failure } from '../../protocol/failure.ts';
import type { Routes } from './routes.ts';

export type AlertChannelRoutes = Pick<
  Routes,
  `${'GET' | 'PUT'} /api/alerts/channels` | 'POST /api/alerts/test'
>;

const testRequest = z.strictObject({
  channel: z.enum(['push', 'webhook', 'command']).optional(),
  name: z.string().optional(),
});

export function alertChannelRoutes(channels: Channels, machine: string): AlertChannelRoutes {
  const known = Object.entries(presets).map(([id, { name, needs, hint }]) => ({
    ...{ id, name, needs, hint },
  }));
  const shown = () => ({ status: 200 as const, json: { ...channels.shown(), presets: known } });

  return {
    'GET /api/alerts/channels': async () => shown(),

    'PUT /api/alerts/channels': async ({ body }) => {
      await channels.change(body);
      return shown();
    },

    'POST /api/alerts/test': async ({ body }) => {
      const wanted = testRequest.parse(body);
      const all = channels.all.filter(({ name }) => (wanted.channel ?? name) === name);
      const targets = await Promise.all(
        all.map(async (channel) => (await channel.targets()).map(({ to }) => ({ channel, to }))),
      );
      const chosen = targets.flat().filter(({ to }) => (wanted.name ?? to) === to);
      if (chosen.length === 0) {
        throw new Failure('bad-request', 'There is no such channel to try. Set it first.');
      }
      const alert = testAlert(machine, randomBytes(8).toString('hex'));
      const results = await Promise.all(
        chosen.map(async ({ channel, to }) => {
          const sent = await channel.send(alert, to);
          const { why = null, said } = sent.ok ? {} : sent;
          return { channel: channel.name, to, ok: sent.ok, why, ...(said && { said }) };
        }),
      );
      return { status: 200, json: { results } };
    },
  };
}

export function testAlert(machine: string, id: string): Message {
  return {
    ...{ id, kind: 'milestone', session: null, name: 'test', machine, level: 'info', line: null },
    title: 'Alerts work',
    text: `A test from ${machine}.`,
    at: new Date().toISOString(),
  };
}
