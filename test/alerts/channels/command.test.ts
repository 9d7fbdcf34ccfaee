import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commandChannel } from '../../../server/alerts/channels/command/command-channel.ts';
import { withChanges } from '../../../server/alerts/channels/settings.ts';
import { alertOf } from './alert.ts';

const secret = 'Hidden1234';

test('[HOOK7] a command gets the alert on its standard input, and nothing of it elsewhere', async () => {
  const { send, folder } = hook(
    'cat > got.json; tr "\\0" " " < /proc/$$/cmdline > words; env > env; echo thanks',
  );
  process.env.OUTLIVE_TEST_SECRET = secret;
  onTestFinished(() => {
    delete process.env.OUTLIVE_TEST_SECRET;
  });
  expect(await send(alertOf({ title: secret }))).toEqual({ ok: true });
  expect(JSON.parse(readFileSync(join(folder, 'got.json'), 'utf8'))).toEqual({
    ...{ id: 'a1b2c3d4e5f60718', kind: 'failed', session: 'k3x9p2ab', name: 'gpt2-lr2' },
    ...{ machine: 'gpu02', level: 'critical', title: secret },
    text: 'rank 3: torch.OutOfMemoryError: CUDA out of memory.',
    ...{ url: 'https://o/s/gpt2-lr2', at: '2026-11-30T22:15:00.000Z' },
  });
  for (const name of ['words', 'env']) {
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain(secret);
  }
});

test('[HOOK8] one that never ends is killed with all it has started', async () => {
  const { send, folder } = hook('sleep 1000 & echo $! > child; exec sleep 1000', {
    patienceMs: 700,
  });
  expect(await send()).toMatchObject({
    retry: 'never',
    why: expect.stringMatching(/did not end within/),
  });
  const child = readFileSync(join(folder, 'child'), 'utf8').trim();
  await expect.poll(() => isGone(child)).toBe(true);
});

test('[HOOK8] one that prints without end is killed, and says no more than its last words', async () => {
  const { send } = hook('exec yes');
  const sent = await send();
  expect(sent).toMatchObject({
    ...{ retry: 'never', why: expect.stringMatching(/more than 1 MB/) },
    said: 'y\n'.repeat(1024),
  });
});

test('[HOOK8] one that fails is told with what it said last; EX_TEMPFAIL is tried again', async () => {
  const failing = hook('echo no route to the pager; printf "\\033[31mred\\n"; exit 3');
  expect(await failing.send()).toMatchObject({
    retry: 'never',
    why: 'hook ended with 3: ?[31mred',
    said: 'no route to the pager\n?[31mred\n',
  });
  expect(await hook('exit 75').send()).toMatchObject({ retry: 'later' });
  expect(await hook('kill -9 $$').send()).toMatchObject({ why: 'hook ended with SIGKILL.' });
});

test('[HOOK8] one that is gone, or does not read, keeps nobody waiting', async () => {
  const { send, path } = hook('exit 0');
  expect(await send(alertOf({ text: 'x'.repeat(300) }))).toEqual({ ok: true });
  rmSync(path);
  expect(await send()).toMatchObject({
    why: expect.stringMatching(/could not be started \(ENOENT\)/),
  });
});

test('[HOOK8] what it leaves in the background goes on', async () => {
  const { send, folder } = hook('(sleep 0.3; touch delivered) > /dev/null 2>&1 &');
  expect(await send()).toEqual({ ok: true });
  await expect.poll(() => existsSync(join(folder, 'delivered'))).toBe(true);
});

test('[HOOK9] a command is a program that is there, may be run, and that nobody else could change', () => {
  const { path } = hook('exit 0');
  const none = { webhooks: [], command: null, pushHosts: [] };
  const put = (wanted: string) => () => withChanges(none, { command: { path: wanted } });
  expect(put(path)().command).toEqual({ path, when: 'always' });
  expect(put('hook')).toThrow(/no whole path/);
  expect(put('/nonexistent/hook')).toThrow(/no program at/);
  expect(put(join(path, '..'))).toThrow(/no program at/);
  chmodSync(path, 0o722);
  expect(put(path)).toThrow(/changed by others/);
  chmodSync(path, 0o600);
  if (process.getuid?.() !== 0) expect(put(path)).toThrow(/chmod \+x/);
});

function hook(script: string, { patienceMs }: { patienceMs?: number } = {}) {
  const folder = mkdtempSync('/tmp/ol-hook-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'hook');
  writeFileSync(path, `#!/bin/sh\ncd ${folder}\n${script}\n`, { mode: 0o700 });
  const channel = commandChannel({
    command: () => ({ path, when: 'always' }),
    linkTo: () => 'https://o/s/gpt2-lr2',
    env: { HOME: homedir(), PATH: process.env.PATH },
    ...(patienceMs && { patienceMs }),
  });
  return { folder, path, send: (alert = alertOf()) => channel.send(alert, path) };
}

function isGone(pid: string): boolean {
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
}
