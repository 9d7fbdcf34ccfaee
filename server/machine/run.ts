// Runs other people's programs with a bound on their time and their output: nvidia-smi hangs with its
// driver, conda with its disk. Never through a shell. Refuses to know what they say.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Run {
  /** Absolute, or found on `env`'s PATH. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** This process's own unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly withinMs: number;
  /** Reads file 3 of the program, too. */
  readonly report?: boolean;
  /** What it finds as its own name: a shell whose name begins with "-" is a login shell. */
  readonly argv0?: string;
  /** An open file that is its standard input; nothing unless given. */
  readonly input?: number;
  /**
   * What it has left running hears what the processes of a terminal hear that is closed, and so does the
   * program itself when it is late: what people's start-up files run has locks to take back.
   */
  readonly hangUp?: boolean;
}

export interface RunResult {
  /** late: it was killed. missing: there is no such program, or it may not be run. */
  readonly kind: 'done' | 'late' | 'missing';
  /** Null when a signal ended it, or it was not run. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Standard output and errors as they came. */
  readonly said: string;
  readonly report: string;
}

const maxOutputBytes = 8 * 1024 * 1024;
/** From the hang-up to the kill. */
const graceMs = 1000;

/** Resolves once it has ended, or at `withinMs` at the latest, with what it had said by then. */
export function run({
  program,
  args = [],
  cwd = '/',
  env,
  withinMs,
  report,
  argv0,
  input,
  hangUp = false,
}: Run) {
  return new Promise<RunResult>((resolve) => {
    let child: ChildProcess;
    try {
      child = spawn(program, args, {
        ...{ cwd, detached: true },
        stdio: [input ?? 'ignore', 'pipe', 'pipe', report ? 'pipe' : 'ignore'],
        ...(env === undefined ? {} : { env: env as NodeJS.ProcessEnv }),
        ...(argv0 === undefined ? {} : { argv0 }),
      });
    } catch {
      // Node tells some refusals by `error`, others (no memory, a file being written) at once.
      resolve({ kind: 'missing', exitCode: null, stdout: '', said: '', report: '' });
      return;
    }
    const stdout = new Kept(child.stdout);
    const said = new Kept(child.stdout, child.stderr);
    const reported = new Kept((child.stdio[3] as Readable | null | undefined) ?? null);
    let kind: RunResult['kind'] = 'done';
    const finish = (exitCode: number | null): void => {
      clearTimeout(timer);
      for (const stream of child.stdio) stream?.destroy();
      resolve({
        ...{ kind, exitCode, stdout: stdout.text, said: said.text, report: reported.text },
      });
    };
    const timer = setTimeout(() => {
      kind = 'late';
      if (hangUp) hangUpThenKill(child);
      else signalGroup(child, 'SIGKILL');
      // Not awaited: one that hangs in the kernel does not end even now.
      child.unref();
      finish(null);
    }, withinMs);
    child.once('error', () => {
      kind = 'missing';
      finish(null);
    });
    // What it started in the background may hold its output open.
    child.once('exit', (exitCode) => {
      if (hangUp) signalGroup(child, 'SIGHUP');
      setImmediate(() => setImmediate(() => finish(exitCode)));
    });
  });
}

function hangUpThenKill(child: ChildProcess): void {
  signalGroup(child, 'SIGHUP');
  const killing = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs).unref();
  // Its number may be another's from then on.
  child.once('exit', () => clearTimeout(killing));
}

/** The program and what it has started: it leads a group of its own. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended.
  }
}

/** The first bytes of some streams, in the order they came. */
class Kept {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  constructor(...streams: (Readable | null)[]) {
    for (const stream of streams) {
      stream?.on('error', () => {});
      stream?.on('data', (chunk: Buffer) => {
        if (this.#bytes < maxOutputBytes) this.#parts.push(chunk);
        this.#bytes += chunk.length;
      });
    }
  }

  get text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}
