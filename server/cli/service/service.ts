// A gateway that the system starts by itself: what every kind of system has to be able to do.
import { execFile } from 'node:child_process';
import { Failure } from '../../protocol/failure.ts';
import { makeParents, UntrustedPath } from '../../sessions/trusted-path.ts';

export interface Service {
  /** The file that tells the system of it. */
  readonly file: string;
  /** Starts it too. Resolves to what is still to be said, or null. Throws Failure in words. */
  install(): Promise<string | null>;
  /** Stops the gateway; sessions go on. */
  uninstall(): Promise<void>;
  /** In the system's own word: `active`, `inactive`. */
  status(): Promise<string>;
}

export interface ServiceParts {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly home: string;
  /** The user's name, for who is asked to do what the user may not. */
  readonly user: string;
  readonly uid: number;
  /** The program and its words. */
  readonly argv: readonly string[];
  /** Runs one of the system's programs; `said` is all that it printed. */
  run(program: string, words: readonly string[]): Promise<{ ok: boolean; said: string }>;
}

/** Starting waits until the gateway serves: on a network disk that may take its time. */
const patienceMs = 100_000;

export function runProgram(
  program: string,
  words: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<{ ok: boolean; said: string }> {
  return new Promise((resolve) => {
    execFile(program, [...words], { timeout: patienceMs, env }, (error, stdout, stderr) => {
      const missing = error !== null && 'code' in error && error.code === 'ENOENT';
      resolve({ ok: error === null, said: missing ? `${program} is missing` : stdout + stderr });
    });
  });
}

/** The folder of a unit: in nobody else's home, and where nobody else can put a unit of their own. */
export function makeFolderOf(file: string): void {
  try {
    makeParents(file);
  } catch (error) {
    if (!(error instanceof UntrustedPath)) throw error;
    throw new Failure('bad-request', `The service was not installed: ${error.message}`);
  }
}
