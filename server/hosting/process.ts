// What every kind of host does as a process: started detached with its session's folder, it tells
// its parent on standard output whether the session runs, writes down who it is, and then depends
// on nothing of its parent any more. Refuses to know where the output comes from.
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readProcStat } from '../identity/proc-stat.ts';
import { ownIdentity, processIdentity } from '../identity/process-identity.ts';
import { hostProtocol } from '../protocol/host.ts';

export interface HostPaths {
  readonly output: string;
  readonly socket: string;
}

export interface RunningHost {
  readonly programPid: number;
  /** Resolves when the session has ended, its end is on disk, and everybody was told. */
  readonly ended: Promise<void>;
  /** The machine shuts down, and asks its processes to end. */
  terminated(): void;
}

/** `start` is given the session's folder and where its log and socket go; ends the process. */
export function runHost(
  start: (sessionDirectory: string, paths: HostPaths) => Promise<RunningHost>,
): void {
  const [, , sessionDirectory] = process.argv;
  if (sessionDirectory === undefined) {
    process.stderr.write("A host is started by outlive, with a session's folder.\n");
    process.exit(2);
  }
  process.on('SIGHUP', () => {});
  process.on('SIGINT', () => {});
  hold(sessionDirectory, start).then(
    (status) => process.exit(status),
    () => process.exit(1),
  );
}

async function hold(
  directory: string,
  start: (sessionDirectory: string, paths: HostPaths) => Promise<RunningHost>,
): Promise<number> {
  try {
    const paths = { output: join(directory, 'output'), socket: join(directory, 'sock') };
    const host = await start(directory, paths);
    process.on('SIGTERM', () => host.terminated());
    writeHostRecord(directory, host.programPid);
    tellParent({ ok: true, pid: host.programPid });
    await host.ended;
    return 0;
  } catch (error) {
    const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
    const code = full ? 'disk-full' : 'host-failed';
    tellParent({ ok: false, code, detail: full ? directory : (error as Error).message });
    return 1;
  }
}

/** Whose process holds the session: read by everybody who wants to know whether it still does. */
function writeHostRecord(directory: string, program: number): void {
  const record = {
    version: 1,
    protocol: hostProtocol,
    ...ownIdentity(),
    programPid: program,
    programStartTime: startTimeOf(program),
  };
  const temporary = join(directory, 'host.json.new');
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(temporary, join(directory, 'host.json'));
}

/** Empty for a program that is gone already; one that waits to be reaped still has it. */
function startTimeOf(pid: number): string {
  const found = process.platform === 'linux' ? readProcStat(pid) : processIdentity(pid);
  return found?.startTime ?? '';
}

/**
 * Writes one line to the parent, on standard output, then closes that: of all files, only the
 * standard three are surely not inherited by the program.
 */
function tellParent(message: object): void {
  try {
    writeSync(1, `${JSON.stringify(message)}\n`);
  } catch {
    // The parent is gone; the session lives on.
  }
  closeSync(1);
  openSync('/dev/null', 'w'); // Takes the number 1, so that nothing else does.
}
