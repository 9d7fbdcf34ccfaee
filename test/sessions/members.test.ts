import { expect, test } from 'vitest';
import { parseProcStat } from '../../server/identity/proc-stat.ts';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { Membership } from '../../server/sessions/members.ts';
import { readProcessTable, variable } from '../../server/sessions/process-table.ts';
import { parseProcesses } from '../../server/sessions/process-table-macos.ts';
import { until } from './harness.ts';
import { end, memberPids, membershipOf, randomId, startTree } from './processes.ts';

const sorted = (...pids: number[]): number[] => pids.sort((a, b) => a - b);

test('[SESS21] children, background jobs and what setsid put elsewhere belong to the session', async () => {
  const tree = startTree(`
    sleep 60 & note job $!
    (sleep 60 & note grandchild $!; wait) & note child $!
    setsid sleep 60 & note away $!
    setsid bash -c 'sleep 60 & echo $! >/dev/null; wait' & note farAway $!
    wait`);
  const pids = await tree.noted('job', 'child', 'grandchild', 'away', 'farAway');
  const found = await until('all are there', async () => {
    const members = await memberPids(membershipOf(tree));
    return members.length === 7 && members;
  });
  expect(found).toEqual(expect.arrayContaining(sorted(tree.pid, ...pids)));
});

test('[SESS21] orphans are found by their mark, by their session, and by who started them', async () => {
  const tree = startTree(`
    setsid bash -c 'env -i sleep 60 & echo $! > /dev/null; exec sleep 60' & note marked $!
    env -i sleep 60 & note unmarked $!
    wait`);
  const [marked = 0, unmarked = 0] = await tree.noted('marked', 'unmarked');
  // One in each session carries no mark: its session's leader tells.
  await until('all are there', async () => (await memberPids(membershipOf(tree))).length === 4);
  end(processIdentity(tree.pid));
  await until('the program is gone', () => processIdentity(tree.pid) === null);
  const orphans = await memberPids(
    membershipOf(tree, { program: { pid: tree.pid, startTime: '1' } }),
  );
  expect(orphans).toContain(marked);
  expect(orphans).toHaveLength(2);
  // Without any mark left in a session whose leader is gone, nothing proves whose it was.
  expect(orphans).not.toContain(unmarked);
  for (const pid of orphans) end(processIdentity(pid));
});

test('[SESS21] what is known of a process that has just died still tells of its children', async () => {
  const tree = startTree('env -i sleep 60 & note unmarked $!; wait');
  const [unmarked] = await tree.noted('unmarked');
  const membership = membershipOf(tree);
  await memberPids(membership);
  end(processIdentity(tree.pid));
  await until('the program is gone', () => processIdentity(tree.pid) === null);
  expect(await memberPids(membership)).toEqual([unmarked]);
});

test('[SESS23] a later process with the number of the program is not a member', async () => {
  const tree = startTree('exec sleep 60');
  const other = { ...tree, id: randomId() };
  const reused = { pid: tree.pid, startTime: '1' };
  expect(await memberPids(membershipOf(other, { program: reused }))).toEqual([]);
});

test("[SESS23] the system's first process is no member, whatever it carries, nor are all orphans", () => {
  const id = randomId();
  const common = { startTime: '1', name: 'x', group: 0, terminal: null, mark: null, hostOf: null };
  const init = { ...common, pid: 1, parent: 0, session: 0, mark: id };
  const kernel = { ...common, pid: 2, parent: 0, session: 0 };
  const orphan = { ...common, pid: 10, parent: 1, session: 10 };
  const mine = { ...common, pid: 11, parent: 1, session: 11, mark: id };
  const membership = new Membership({
    id,
    program: { pid: 1, startTime: '1' },
    host: null,
    otherIds: new Set(),
    otherHosts: new Set(),
    self: 99,
  });
  expect(membership.find([init, kernel, orphan, mine])).toEqual([mine]);
});

test('[SESS23] a terminal that the session has left is somebody else’s: names are given out again', () => {
  const common = { startTime: '1', name: 'x', parent: 1, mark: null, hostOf: null };
  const program = { ...common, pid: 10, group: 10, session: 10, terminal: '34816' };
  const beside = { ...program, pid: 11, group: 11, session: 11 };
  const stranger = { ...program, pid: 20, group: 20, session: 20 };
  const membership = new Membership({
    id: randomId(),
    program: { pid: 10, startTime: '1' },
    host: null,
    otherIds: new Set(),
    otherHosts: new Set(),
    self: 99,
  });
  expect(membership.find([program])).toEqual([program]);
  // Held by one of ours, it is ours.
  expect(membership.find([program, beside])).toEqual([program, beside]);
  expect(membership.find([beside])).toEqual([beside]);
  expect(membership.find([stranger])).toEqual([]);
});

test("[SESS23] other sessions' hosts, their programs, and whoever asks are spared", async () => {
  const other = randomId();
  const tree = startTree(`
    OUTLIVE_HOST=${other} bash -c 'env -i sleep 60 & wait' & note markedHost $!
    env -i bash -c 'sleep 60 & wait' & note knownHost $!
    OUTLIVE_SESSION=${other} sleep 60 & note orphanOfOther $!
    bash -c 'sleep 60 & wait' & note caller $!
    sleep 60 & note mine $!
    wait`);
  const names = ['markedHost', 'knownHost', 'orphanOfOther', 'caller', 'mine'];
  const [, knownHost = 0, , caller = 0, mine = 0] = await tree.noted(...names);
  const membership = () =>
    membershipOf(tree, {
      otherIds: new Set([other]),
      otherHosts: new Set([knownHost]),
      self: caller,
    });
  await until('all are there', async () => (await memberPids(membershipOf(tree))).length >= 6);
  expect(await memberPids(membership())).toEqual(sorted(tree.pid, mine));
});

test('[SESS23] the own host is spared, its program is not, even when whoever asks started both', async () => {
  const tree = startTree('bash -c "sleep 60 & wait" & note host $!; wait');
  const [host = 0] = await tree.noted('host');
  const asked = { ...tree, id: randomId() };
  const child = await until('the child is there', async () =>
    (await readProcessTable()).find(({ parent }) => parent === host),
  );
  const membership = membershipOf(asked, { program: child, host, self: tree.pid });
  expect(await memberPids(membership)).toEqual([child.pid]);
});

test('[SESS21] names with blanks and brackets do not confuse the process table', () => {
  const stat = `42 (a) b (c)) S 1 42 42 34816 42 4194304 ${'0 '.repeat(12)}163058 0`;
  expect(parseProcStat(stat)).toMatchObject({
    pid: 42,
    name: 'a) b (c)',
    state: 'S',
    parent: 1,
    group: 42,
    session: 42,
    startTime: '163058',
  });
  expect(parseProcStat('')).toBeNull();
  expect(parseProcStat('42 (x')).toBeNull();
});

test('[SESS21] a variable is found by its whole name', () => {
  const environment = Buffer.from(
    'NOT_OUTLIVE_SESSION=no\0OUTLIVE_SESSION_NAME=t\0OUTLIVE_SESSION=ab\0',
  );
  expect(variable(environment, 'OUTLIVE_SESSION')).toBe('ab');
  expect(variable(environment, 'OUTLIVE_HOST')).toBeNull();
});

test("[SESS21] macOS's ps is understood", () => {
  const processes = [
    '  501   1   501 Ss   ttys003  Mon Nov  2 09:15:04 2026     -zsh',
    '  502 501   502 S+   ??       Mon Nov  2 09:15:05 2026     my prog',
    '  503 501   503 Z    ??       Mon Nov  2 09:15:05 2026     dead',
  ].join('\n');
  const table = parseProcesses(processes, '  502 my prog x OUTLIVE_SESSION=abcd1234 HOME=/');
  expect(table).toMatchObject([
    { pid: 501, terminal: 'ttys003', startTime: 'Mon Nov  2 09:15:04 2026', mark: null },
    { pid: 502, parent: 501, terminal: null, name: 'my prog', mark: 'abcd1234' },
  ]);
});
