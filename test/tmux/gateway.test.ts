// The gateway and the user's own tmux: shown while the switch is on, and one pane at a time.
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { releasePane } from '../../server/sessions/adopt.ts';
import { type TestDevice, TestGateway } from '../gateway/gateways.ts';
import { until } from '../sessions/harness.ts';
import { TmuxUser } from './user.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

async function gateway(user: TmuxUser) {
  const server = await TestGateway.start(user.sessions.state, { env: user.environment });
  return { server, device: await server.pair() };
}

async function running(device: TestDevice): Promise<SessionSummary[]> {
  const { body } = await device.call('GET /api/sessions');
  return body.filter(({ state }: SessionSummary) => state === 'running');
}

async function names(device: TestDevice): Promise<string> {
  return (await running(device))
    .map(({ name }) => name)
    .sort()
    .join();
}

describe.skipIf(!hasTmux)("the user's tmux", () => {
  test('[TMUX20] is shown while the switch is on: what there is, and what comes', async () => {
    const user = TmuxUser.absent();
    const { device, server } = await gateway(user);
    const off = await device.call('GET /api/tmux');
    expect(off.body).toMatchObject({ shown: false, panes: [] });
    expect(off.body.problem).toContain('tmux is not running');
    await device.call('PUT /api/tmux', { shown: true });
    await user.begin();
    await until('it is shown', async () => (await names(device)) === 'work');
    await user.tmux('new-session', '-d', '-s', 'more', 'exec cat');
    await until('the next is shown', async () => (await names(device)) === 'more,work');
    const before = (await running(device)).map(({ id }) => id);
    await server.gateway.close();
    const { device: again } = await gateway(user);
    await user.tmux('new-session', '-d', '-s', 'third', 'exec cat');
    await until('the third is shown', async () => (await names(again)) === 'more,third,work');
    expect((await running(again)).map(({ id }) => id)).toEqual(expect.arrayContaining(before));
    const entry = await user.sessions.directory.find('more');
    await releasePane(entry);
    await user.tmux('new-session', '-d', '-s', 'last', 'exec cat');
    await until('the last is shown', async () => (await names(again)) === 'last,third,work');
    await again.call('PUT /api/tmux', { shown: false });
    await user.tmux('new-session', '-d', '-s', 'unseen', 'exec cat');
    await delay(500); // Nothing happens, which nothing tells.
    expect(await names(again)).toBe('last,third,work');
  });

  test('[TMUX21] one pane more is adopted when asked for; its size stays that of tmux', async () => {
    const user = await TmuxUser.start();
    await user.tmux('split-window', '-d', '-t', 'work', 'exec cat');
    const { device } = await gateway(user);
    const { body } = await device.call('GET /api/tmux');
    expect(body.panes).toMatchObject([
      { target: 'work:0.0', session: null },
      { target: 'work:0.1', command: 'cat', session: null },
    ]);
    const made = await device.call('POST /api/tmux/panes', { pane: body.panes[1].id });
    expect(made).toMatchObject({ status: 201, body: { name: 'work-0.1', tmux: 'work' } });
    const now = await device.call('GET /api/tmux');
    expect(now.body.panes[1].session).toBe('work-0.1');
    const gone = await device.call('POST /api/tmux/panes', { pane: '%99' });
    expect(gone).toMatchObject({ status: 404, body: { error: { code: 'no-tmux-pane' } } });
    const processes = await device.call(`GET /api/sessions/${made.body.id}/processes`);
    expect(processes.body.processes).toMatchObject([{ name: 'cat' }]);
  });
});
