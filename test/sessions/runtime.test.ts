// Where hosts run from: a copy in the state directory, or, where nothing there may be executed, the package.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examineStorage } from '../../server/cli/doctor/storage.ts';
import { thisWorld } from '../../server/cli/doctor/world.ts';
import { requireLibc } from '../../server/sessions/libc.ts';
import { installRuntime } from '../../server/sessions/runtime.ts';
import { openStateDirectory } from '../../server/sessions/state-directory.ts';
import { testHostDirectory } from '../build.ts';
import { endedSession, openTestSessions, outputOf } from './harness.ts';

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)(
  '[PACK8] on a state directory that is mounted noexec sessions run from where Outlive is',
  async () => {
    const root = mkdtempSync('/tmp/ol-');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,mode=700', 'outlive-test', root]);
    onTestFinished(() => {
      execFileSync('umount', ['-l', root]);
      rmSync(root, { recursive: true });
    });
    const state = openStateDirectory({ OUTLIVE_STATE_DIR: root });
    const sessions = openTestSessions(state);
    expect(await installRuntime(state, testHostDirectory)).toBe(
      join(testHostDirectory, 'main.cjs'),
    );
    expect(readdirSync(state.runtimeDir)).toEqual([]);
    await sessions.launch({ name: 'here', command: 'echo it runs' });
    await endedSession(sessions, 'here');
    expect(await outputOf(sessions, 'here')).toBe('it runs\r\n');
    const findings = await examineStorage(thisWorld({ OUTLIVE_STATE_DIR: root }));
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'execution', state: 'warning' }),
    );
  },
);

test('[PACK9] a C library that cannot load the host is named, with what to do', () => {
  expect(() => requireLibc('linux', null)).toThrow(/no glibc \(Alpine has musl\)/);
  expect(() => requireLibc('linux', '2.17')).toThrow(/glibc 2\.17, and 2\.28 or later is needed/);
  for (const version of ['2.28', '2.41', '3.0']) requireLibc('linux', version);
  requireLibc('darwin', null);
  requireLibc();
});
