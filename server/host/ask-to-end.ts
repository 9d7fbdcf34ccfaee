// Asks a program's process group to end: HUP and TERM, but no HUP to those that handle TERM, which it
// would kill before they have saved their work. Knows nothing of who asked.
import { readdirSync, readFileSync } from 'node:fs';

/** Those who are gone already, or not ours, are passed over. */
export function askToEnd(group: number): void {
  const handles = groupMembers(group).map((pid) => [pid, handlesTerm(pid)] as const);
  // Where nobody tells who is in the group, all get both.
  if (!handles.some(([, term]) => term)) send(-group, 'SIGHUP');
  else for (const [pid, term] of handles) if (!term) send(pid, 'SIGHUP');
  send(-group, 'SIGTERM');
  send(-group, 'SIGCONT');
}

function groupMembers(group: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && groupOf(name) === group)
    .map(Number);
}

/** The third field behind the name, which may hold blanks and brackets (proc_pid_stat(5)). */
function groupOf(pid: string): number | null {
  const text = textOf(`/proc/${pid}/stat`);
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[2]);
}

/** Bit 14 of the signals that are caught (proc_pid_status(5)). */
function handlesTerm(pid: number): boolean {
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> 14n) & 1n) === 1n;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended.
  }
}
