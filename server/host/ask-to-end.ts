// Asks a program and what it runs to end: HUP and TERM, but no HUP to those that handle TERM, which it
// would kill before they have saved their work. Knows nothing of who asked.
import { readdirSync } from 'node:fs';
import { catchesTerm, isDead, readProcStat } from '../identity/proc-stat.ts';

/** Whoever saves for longer than this has had its time when the machine shuts down, too. */
const savingMs = 60_000;
const lookAgainMs = 50;

interface Member {
  readonly pid: number;
  readonly parent: number;
  readonly startTime: string;
  readonly group: number;
  readonly session: number;
  readonly handlesTerm: boolean;
}

/**
 * When a shell dies, what it has started loses its terminal or its pipe, and an interactive one hangs up
 * on all of its jobs. So while programs that handle TERM save, the shells above them that would die at
 * once are held still, what stands beside them in a pipe goes on, and both are asked when they have
 * ended. Other groups than the program's are asked by whoever asked us. `isOver`: the program has ended.
 */
export function askToEnd(program: number, isOver: () => boolean): void {
  const members = sessionMembers(program);
  // A job's own script handles TERM to wait for what it runs.
  const saving = members.filter(({ pid, handlesTerm }) => handlesTerm && pid !== program);
  if (saving.length === 0) {
    askGroup(program, members);
    return;
  }
  const above = members.filter(
    (member) => !member.handlesTerm && saving.some((one) => isBelow(one, member, members)),
  );
  const now = members.filter(
    (member) =>
      member.group === program &&
      (member.handlesTerm || saving.some((one) => isBelow(member, one, members))),
  );
  const later = members.filter(
    (member) => above.includes(member) || (member.group === program && !now.includes(member)),
  );
  for (const { pid } of above) send(pid, 'SIGSTOP');
  for (const { pid, handlesTerm } of now) {
    send(pid, ...(handlesTerm ? [] : hangUp), 'SIGTERM', 'SIGCONT');
  }
  askLast(later, saving, isOver).catch(() => {});
}

const hangUp = ['SIGHUP'] as const;

/** TERM to all at once, so that nobody who has just been born is left out. */
function askGroup(group: number, members: readonly Member[]): void {
  // Where nobody tells who is there, all get both.
  if (members.length === 0) send(-group, 'SIGHUP');
  for (const member of members) {
    if (member.group === group && !member.handlesTerm) send(member.pid, 'SIGHUP');
  }
  send(-group, 'SIGTERM');
  send(-group, 'SIGCONT');
}

function isBelow(member: Member, other: Member, members: readonly Member[]): boolean {
  const parent = members.find(({ pid }) => pid === member.parent);
  if (parent === undefined || parent === member) return false;
  return parent === other || isBelow(parent, other, members);
}

/** Nothing but looking tells when other people's children end. */
async function askLast(
  later: readonly Member[],
  saving: readonly Member[],
  isOver: () => boolean,
): Promise<void> {
  const deadline = performance.now() + savingMs;
  const isThere = ({ pid, startTime }: Member) => read(pid)?.startTime === startTime;
  while (performance.now() < deadline && saving.some(isThere)) {
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  // Once the program has ended, what it left is for others to end.
  if (isOver()) return;
  for (const member of later) if (isThere(member)) send(member.pid, 'SIGHUP', 'SIGTERM', 'SIGCONT');
}

function sessionMembers(session: number): Member[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const all = pids.map((name) => read(Number(name))).filter((found) => found !== null);
  return all.filter((found) => found.session === session);
}

/** Null for the dead. */
function read(pid: number): Member | null {
  const stat = readProcStat(pid);
  if (stat === null || isDead(stat)) return null;
  const { parent, group, session, startTime } = stat;
  return { pid, parent, group, session, startTime, handlesTerm: catchesTerm(pid) };
}

function send(pid: number, ...signals: readonly NodeJS.Signals[]): void {
  for (const signal of signals) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // It has just ended, or is not ours.
    }
  }
}
