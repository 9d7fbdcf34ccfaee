// A gateway that the system starts by itself: what every kind of system has to be able to do.
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
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

/** Where things are, and the way out of this network: a proxy's login may be among them. */
const kept = [
  'OUTLIVE_STATE_DIR',
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
  'NODE_EXTRA_CA_CERTS',
];

/** What the gateway needs of the environment that it is installed from: a service gets nothing by itself. */
export function keptVariables(env: Readonly<NodeJS.ProcessEnv>): [name: string, value: string][] {
  return kept.flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
}

/** For its owner's eyes, one that is there already too. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
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
