// Who this host is, so that others can tell it from a later process with the same number.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Identity {
  readonly pid: number;
  /** In the system's own unit: clock ticks since boot on Linux, a date on macOS. */
  readonly startTime: string;
}

/** A living process's identity. Throws when there is none with this number. */
export function identityOf(pid: number): Identity {
  if (process.platform !== 'linux')
    return { pid, startTime: run('ps', '-o', 'lstart=', '-p', String(pid)) };
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // proc(5): field 22 is starttime; field 2, in brackets, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, startTime: fields[19] ?? '' };
}

/** Differs after every start of the machine. */
export function bootId(): string {
  if (process.platform === 'linux')
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return run('sysctl', '-n', 'kern.boottime');
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    env: { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  }).trim();
}
