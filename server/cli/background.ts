// `serve -d`: the same command once more, detached from this terminal, writing to a log file. The
// starter waits until it serves or has said why it cannot.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { inOwnScope } from '../sessions/own-scope.ts';

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
  const plain = [process.execPath, ...process.argv.slice(1)];
  // Where a logout would end it, it goes where a logout does not reach.
  const scoped = inOwnScope(plain, `gateway-${randomBytes(4).toString('hex')}`, { env });
  if (scoped !== null) {
    const start = await startOnce(scoped.argv, { ...env, ...scoped.env }, log);
    // Systemd may refuse for many reasons, none of which is one not to serve.
    if (start.said !== '') return start.told;
  }
  return (await startOnce(plain, env, log)).told;
}

async function startOnce(
  [program = '', ...words]: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
  log: string,
): Promise<{ said: string; told: Start }> {
  const output = openLog(log);
  const child = spawn(program, words, {
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
    env: { ...env, [starterVariable]: String(starterFd) },
  });
  closeSync(output);
  child.on('error', () => {});
  let said = '';
  for await (const chunk of child.stdio[starterFd] as Readable) said += String(chunk);
  child.unref();
  if (said === 'serving\n') return { said, told: { kind: 'serving', pid: child.pid ?? 0, log } };
  const message = said.trim() || `The gateway did not start. ${log} tells why.`;
  return { said, told: { kind: 'failed', message } };
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
