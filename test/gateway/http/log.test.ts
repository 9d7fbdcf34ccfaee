import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { TestGateway, testState } from '../gateways.ts';

const outlive = fileURLToPath(new URL('../../../dist/server/cli/main.js', import.meta.url));

/** Rewritten lines, colours, wraps, frames, a full-screen program, and a screen that is not done. */
const program = String.raw`printf 'first\n\033[31mred\033[m and plain\n'; i=0; while [ $i -lt 300 ]; do printf '\r%d%%' $i; i=$((i+1)); done; printf '\rdone\n'; printf '%0250d\n' 7; printf '\033[?1049hnot this\033[?1049l'; printf '\346\274\242\345\255\227 \n'; seq 200; printf 'screen\n\n\nlast'; read x`;

it('[GATE49] the log is the same lines over HTTP and from the command line, from its end and by number', async () => {
  const gateway = await TestGateway.start(await testState());
  const device = await gateway.pair();
  const { id } = await device.launch('log', program);
  const over = async (query: string): Promise<string> =>
    (await device.call(`GET /api/sessions/${id}/log${query}`)).body;
  await expect.poll(() => over(''), { timeout: 20_000 }).toMatch(/last\n$/);
  const root = gateway.state.sessionsDir.split('/').slice(0, -2).join('/');
  const env = { ...process.env, HOME: '/nonexistent', OUTLIVE_STATE_DIR: root };
  const from = async (...options: string[]): Promise<string> =>
    (
      await promisify(execFile)(process.execPath, [outlive, 'logs', '-t', 'log', ...options], {
        env,
      })
    ).stdout;
  const all = await over('');
  expect(all).toContain('\ndone\n');
  expect(all).toContain(`\n${'7'.padStart(250, '0')}\n漢字\n1\n2\n`);
  expect(all).not.toContain('not this');
  expect(await from()).toBe(all);
  expect(await over('?tail=7')).toBe(await from('-n', '7'));
  const lines = all.split('\n');
  expect(await over('?from=3&to=9')).toBe(`${lines.slice(3, 9).join('\n')}\n`);
  expect(await over('?from=2')).toBe(lines.slice(2).join('\n'));
});

it('[GATE49] whoever waits for the log of a session that is removed is told so', async () => {
  const gateway = await TestGateway.start(await testState());
  const device = await gateway.pair();
  const { id } = await device.launch('flood', 'seq 1000000');
  const state = async () => (await device.call(`GET /api/sessions/${id}`)).body.state;
  await expect.poll(state, { timeout: 20_000 }).toBe('ended');
  const asked = device
    .call(`GET /api/sessions/${id}/log?tail=1`)
    .then(({ status }) => status)
    // The answer had begun.
    .catch(() => 'cut off');
  await rm(`${gateway.state.sessionsDir}/${id}`, { recursive: true, force: true });
  expect([200, 404, 'cut off']).toContain(await asked);
});
