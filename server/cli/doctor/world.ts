// What the doctor asks of this computer: files of the system, and its programs, each for a moment only.
import { execFile } from 'node:child_process';
import { readOutside } from '../../machine/outside-files.ts';

export interface World {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly platform: NodeJS.Platform;
  /** The text of a file of the system, null when it cannot be read. */
  read(path: string): Promise<string | null>;
  /** What a program says, null when there is none, when it fails, or is not done in time. */
  ask(program: string, ...args: string[]): Promise<string | null>;
}

/** On a crowded machine a program may take seconds to begin. */
const patienceMs = 10_000;

export function thisWorld(env: Readonly<NodeJS.ProcessEnv>): World {
  return {
    env,
    platform: process.platform,
    read: readOutside,
    ask: (program, ...args) =>
      new Promise((resolve) => {
        const options = { env, timeout: patienceMs, killSignal: 'SIGKILL' } as const;
        execFile(program, args, options, (error, stdout) => {
          resolve(error === null ? stdout.trim() : null);
        });
      }),
  };
}
