// The limit on a user's processes and threads (`ulimit -u`): Node needs a dozen threads, and where it gets
// fewer it aborts, or stands still for ever, before it has run a line. Source: setrlimit(2), RLIMIT_NPROC.
import { readdirSync, readFileSync, statSync } from 'node:fs';

/** Of a Node process with its workers and its pool. */
const nodeNeedsTasks = 16;

/** Whether this user may start so few more processes and threads that Node may not run. */
export function processesAreShort(): boolean {
  const room = roomForProcesses();
  return room !== null && room < nodeNeedsTasks;
}

/** How many more; null without a limit, for root, and where there is no /proc. */
export function roomForProcesses(): number | null {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0) return null;
  try {
    const [, limit] =
      /^Max processes\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? null : Number(limit) - tasksOf(uid);
  } catch {
    return null;
  }
}

function tasksOf(uid: number): number {
  let tasks = 0;
  for (const pid of readdirSync('/proc')) {
    if (/^\d+$/.test(pid)) tasks += tasksIn(`/proc/${pid}`, uid);
  }
  return tasks;
}

function tasksIn(folder: string, uid: number): number {
  try {
    return statSync(folder).uid === uid ? readdirSync(`${folder}/task`).length : 0;
  } catch {
    return 0; // It has just ended.
  }
}
