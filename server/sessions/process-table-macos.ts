// The process table of macOS, by ps: there is no /proc. Sessions are not shown by it, so terminals
// and marks have to do.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hostVariable, sessionVariable, type TableProcess } from './table-process.ts';

const run = promisify(execFile);
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const maxBuffer = 64 * 1024 * 1024;

export async function readMacProcessTable(): Promise<TableProcess[]> {
  const columns = 'pid=,ppid=,pgid=,stat=,tty=,lstart=,ucomm=';
  const [processes, environments] = await Promise.all([
    run('ps', ['-axo', columns], { env, maxBuffer }),
    // -E adds the environment of our own processes behind the command.
    run('ps', ['-axEwwo', 'pid=,command='], { env, maxBuffer }),
  ]);
  return parseProcesses(processes.stdout, environments.stdout);
}

/** What the two runs of ps said. lstart has five words: `Mon Nov  2 09:15:04 2026`. */
export function parseProcesses(processes: string, environments: string): TableProcess[] {
  const commands = new Map(
    environments.split('\n').map((line) => {
      const [, pid = '', rest = ''] = /^\s*(\d+)\s(.*)$/.exec(line) ?? [];
      return [pid, rest] as const;
    }),
  );
  const shape = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+ +\S+ +\S+ +\S+ +\S+)\s+(.*)$/;
  return processes.split('\n').flatMap((line) => {
    const [, pid = '', parent, group, status = '', tty = '', startTime = '', name = ''] =
      shape.exec(line) ?? [];
    if (pid === '' || status.startsWith('Z')) return [];
    const command = commands.get(pid) ?? '';
    return [
      {
        pid: Number(pid),
        startTime,
        name: name.trim(),
        parent: Number(parent),
        group: Number(group),
        session: 0,
        terminal: tty === '??' ? null : tty,
        mark: valueIn(command, sessionVariable),
        hostOf: valueIn(command, hostVariable),
      },
    ];
  });
}

function valueIn(command: string, name: string): string | null {
  return new RegExp(`(?:^| )${name}=([a-z0-9]*)(?: |$)`).exec(command)?.[1] ?? null;
}
