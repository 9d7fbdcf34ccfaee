// A host process: started detached with its session's folder, tells its parent on standard
// output whether the program runs, and then depends on nothing of its parent any more.
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hostProtocol } from '../protocol/host.ts';
import { type Host, startHost } from './host.ts';
import { bootId, identityOf } from './identity.ts';
import { readHostSpec } from './spec.ts';

async function main(directory: string): Promise<number> {
  try {
    const spec = readHostSpec(directory);
    const paths = { output: join(directory, 'output'), socket: join(directory, 'sock') };
    const host = await startHost(spec, paths);
    // A machine that shuts down asks its processes to end: ask the program, and tell its end.
    process.on('SIGTERM', () => host.stop('terminate'));
    writeHostRecord(directory, host);
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
function writeHostRecord(directory: string, host: Host): void {
  const program = host.programPid;
  const record = {
    version: 1,
    protocol: hostProtocol,
    ...identityOf(process.pid),
    bootId: bootId(),
    programPid: program,
    programStartTime: startTimeOf(program),
  };
  const temporary = join(directory, 'host.json.new');
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(temporary, join(directory, 'host.json'));
}

/** Empty for a program that has ended already. */
function startTimeOf(pid: number): string {
  try {
    return identityOf(pid).startTime;
  } catch {
    return '';
  }
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

const [, , sessionDirectory] = process.argv;
if (sessionDirectory === undefined) {
  process.stderr.write("A host is started by outlive, with a session's folder.\n");
  process.exit(2);
}
process.on('SIGHUP', () => {});
process.on('SIGINT', () => {});
void main(sessionDirectory).then((status) => process.exit(status));
