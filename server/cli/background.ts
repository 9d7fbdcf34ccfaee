// `serve -d`: the same command once more, detached from this terminal, writing to a log file. The
// starter waits until it serves or has said why it cannot.
import { spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** In the child's environment: the pipe on which its starter waits for one line. */
const starterVariable = 'OUTLIVE_STARTER_FD';
const starterFd = 3;
const maxLogBytes = 1024 * 1024;

export type Start =
  | { readonly kind: 'serving'; readonly pid: number; readonly log: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Whether this process was started by `startInBackground`. */
export function isInBackground(env: Readonly<NodeJS.ProcessEnv>): boolean {
  return env[starterVariable] !== undefined;
}

export async function startInBackground(
  state: { machineDir: string },
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Start> {
  const log = join(state.machineDir, 'gateway.log');
  const output = openLog(log);
  const child = spawn(process.execPath, process.argv.slice(1), {
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
    env: { ...env, [starterVariable]: String(starterFd) },
  });
  closeSync(output);
  child.on('error', () => {});
  let said = '';
  for await (const chunk of child.stdio[starterFd] as Readable) said += String(chunk);
  child.unref();
  if (said === 'serving\n') return { kind: 'serving', pid: child.pid ?? 0, log };
  return { kind: 'failed', message: said.trim() || `The gateway did not start. ${log} tells why.` };
}

/** Tells whoever waits that this process serves, or why it does not. Does nothing otherwise. */
export function tellStarter(env: Readonly<NodeJS.ProcessEnv>, line: string): void {
  if (!isInBackground(env)) return;
  writeSync(starterFd, `${line}\n`);
  closeSync(starterFd);
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
