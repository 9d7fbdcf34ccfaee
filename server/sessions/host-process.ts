// Starts a host process and hears from it once: whether the program runs. After that neither
// depends on the other.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Failure, type FailureCode } from '../protocol/failure.ts';
import type { SessionId } from '../protocol/names.ts';
import { type Environment, hostEnvironment } from './environment.ts';
import { systemFailure, tooManyProcesses } from './file-failure.ts';
import { addressSpaceMiB, nodeNeedsMiB, tightMemoryWords } from './memory-limit.ts';
import { inOwnScope } from './own-scope.ts';
import { processesAreShort } from './process-limit.ts';

/** A network disk or a busy machine may take long; a host that never answers is given up. */
const readyWithinMs = 20_000;

/**
 * 5 of 12 threads go, and a host stays below 10 MB of its own after a flood. What would save more
 * costs more: without the compilers (--jitless, --lite-mode) copying output gets several times slower.
 */
const leanFlags = ['--max-semi-space-size=1', '--v8-pool-size=0', '--single-threaded'];

export interface HostStart {
  /** The bundle, in a runtime folder. */
  readonly main: string;
  readonly sessionDir: string;
  readonly id: SessionId;
}

/** Resolves when the program runs. Throws the Failure that the host reported, or host-failed. */
export async function startHostProcess({ main, sessionDir, id }: HostStart): Promise<void> {
  const plain = [process.execPath, ...leanFlags, main, sessionDir];
  requireNode();
  const scoped = inOwnScope(plain, id);
  if (scoped !== null) {
    const { argv, env } = scoped;
    // Systemd may refuse for many reasons, none of which is one to start no session. A host that said
    // why it failed would fail again, or run a second time.
    if ((await startProcess(argv, { ...hostEnvironment(id), ...env })) === null) return;
  }
  const end = await startProcess(plain, hostEnvironment(id));
  if (end !== null) throw whyItEnded(end);
}

/** How a process ended that never said a word. */
interface SilentEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Null when the program runs. Throws what the host said of why it does not. */
async function startProcess(
  [file = '', ...args]: readonly string[],
  env: Environment,
): Promise<SilentEnd | null> {
  const child = spawnOrTell(file, args, env);
  const ended = new Promise<SilentEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  // Missing when the system has no files or processes left; `error` tells then.
  const pipe: Readable | undefined = child.stdout ?? undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const line = await new Promise<string | null>((resolve, reject) => {
      timer = setTimeout(() => reject(whyItIsLate()), readyWithinMs);
      child.once('error', (error) => reject(systemFailure(error) ?? error));
      if (pipe !== undefined) firstLine(pipe).then(resolve, reject);
    });
    if (line === null) return await ended;
    requireStarted(line);
    return null;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
    pipe?.destroy();
    child.unref();
  }
}

/** Node tells some refusals by `error`; others (no memory, no program for this machine) it throws. */
function spawnOrTell(file: string, args: readonly string[], env: Environment): ChildProcess {
  try {
    return spawn(file, args, {
      detached: true,
      cwd: '/',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    throw systemFailure(error) ?? error;
  }
}

/** Throws Failure host-failed where Node was updated or removed under this process. */
function requireNode(): void {
  if (existsSync(process.execPath)) return;
  throw new Failure(
    'host-failed',
    `Node is no longer at ${process.execPath}: it was updated or removed. Start Outlive again with the Node that is there now; sessions go on.`,
  );
}

function whyItIsLate(): Failure {
  if (processesAreShort()) return new Failure('system-refused', tooManyProcesses);
  return new Failure('host-failed', 'its host did not answer in time.');
}

function whyItEnded({ exitCode, signal }: SilentEnd): Failure {
  if (processesAreShort()) return new Failure('system-refused', tooManyProcesses);
  const how = signal === null ? `with exit ${exitCode}` : `by ${signal}`;
  const limit = addressSpaceMiB();
  const tight = limit !== null && limit < nodeNeedsMiB;
  const words = tight
    ? tightMemoryWords(limit)
    : `its host ended at once (${how}). "outlive doctor" looks for the reason.`;
  return new Failure('host-failed', words);
}

/** Null when the stream ends without one. */
async function firstLine(stream: Readable): Promise<string | null> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  return null;
}

function requireStarted(line: string): void {
  const { ok, code, detail } = parse(line);
  if (ok === true) return;
  const words = typeof detail === 'string' && detail !== '' ? detail : 'its host gave no reason.';
  throw failureFrom(code, words);
}

/** A host of the same build uses known codes; anything else is told as it was said. */
function failureFrom(code: unknown, detail: string): Failure {
  try {
    return new Failure(code as FailureCode, detail);
  } catch {
    return new Failure('host-failed', detail);
  }
}

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
