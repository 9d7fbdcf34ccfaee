import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { sessionProcesses, stopSession } from '../../server/sessions/stop.ts';
import { testSessions, until } from './harness.ts';
import { isThere } from './processes.ts';
import { canUnshare, type Stranger, startStranger } from './strangers.ts';

const cases: readonly (readonly [string, Stranger])[] = [
  ['of the same user', {}],
  ["of another user's", { uid: 65534 }],
  ['that has closed its terminal', { closes: true }],
  ['on a devpts beside the usual one', { place: '/tmp/ol-other-pts' }],
];

test.skipIf(!canUnshare).each(cases)(
  '[SESS31] a process %s on a terminal of the same number in another devpts is a stranger',
  async (_, stranger) => {
    const sessions = testSessions();
    const { state, directory, launch } = sessions;
    const { pid: program } = await launch({ name: 'train', command: 'sleep 61 & exec sleep 60' });
    const terminal = terminalOf(program);
    const pid = await startStranger(Number(terminal.replace('pts/', '')), stranger);
    await until('it is on its terminal', () => terminalOf(pid) === terminal);
    const entry = await directory.find('train');
    const members = await sessionProcesses(state, entry);
    expect(members.map((member) => member.name)).toEqual(['sleep', 'sleep']);
    const { ended, survivors } = await stopSession(state, entry, 'kill');
    expect([ended.length, survivors]).toEqual([2, []]);
    expect(isThere(pid)).toBe(true);
  },
);

/** By its number, as ps and the kernel name it: `pts/3`. */
function terminalOf(pid: number | null): string {
  return execFileSync('ps', ['-o', 'tty=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}
