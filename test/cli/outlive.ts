// The real command line for tests: built once for all tests, run as a process, in a state directory
// of its own whose sessions end with the test.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Outlive {
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** The program and its first argument: what comes before a command's words. */
  readonly program: readonly [string, string];
  run(...words: string[]): Promise<Result>;
  /** As `run`, with other variables or another folder. */
  runWith(options: { env?: NodeJS.ProcessEnv; cwd?: string }, ...words: string[]): Promise<Result>;
  /** Started and left running; killed after the test if need be. */
  start(...words: string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream };
  /** As `start`, by another Node. */
  startWith(node: string, ...words: string[]): ReturnType<Outlive['start']>;
}

export function outlive(more: NodeJS.ProcessEnv = {}): Outlive {
  const stateDir = mkdtempSync('/tmp/oc-');
  // Empty: the profile of whoever runs this is slow, or stuck, and not ours to run.
  const home = mkdtempSync('/tmp/ohome-');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    OUTLIVE_STATE_DIR: stateDir,
    TZ: 'UTC',
    ...more,
  };
  const program = [process.execPath, join(inject('builtProduct'), 'server/cli/main.js')] as const;
  const runWith: Outlive['runWith'] = (options, ...words) =>
    new Promise((resolve) => {
      const child = execFile(
        program[0],
        [program[1], ...words],
        { cwd: options.cwd ?? stateDir, env: { ...env, ...options.env }, maxBuffer: 1 << 28 },
        (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
      );
      child.stdin?.end();
    });
  const run: Outlive['run'] = (...words) => runWith({}, ...words);
  onTestFinished(async () => {
    const { stdout } = await run('ls', '--json');
    const live = (JSON.parse(stdout || '[]') as { id: string; state: string }[]).filter(
      ({ state }) => state !== 'ended',
    );
    await Promise.all(live.map(({ id }) => run('kill-session', '-t', id)));
    for (const folder of [stateDir, home]) rmSync(folder, { recursive: true, force: true });
  });
  const start: Outlive['start'] = (...words) => startWith(program[0], ...words);
  const startWith: Outlive['startWith'] = (node, ...words) => {
    const child = spawn(node, [program[1], ...words], {
      cwd: stateDir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  return { stateDir, env, program, run, runWith, start, startWith };
}

/** Resolves with all of it once the stream's text fits; rejects when the stream ends before. */
export async function untilSaid(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: unknown) => {
      text += String(chunk);
      if (!pattern.test(text)) return;
      stream.off('data', look);
      resolve(text);
    };
    stream.on('data', look);
    stream.once('end', () => reject(new Error(`ended before ${pattern}: ${text}`)));
  });
}
