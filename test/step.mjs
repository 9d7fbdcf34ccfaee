// One command of `npm test` with all that it starts: it prints here, or into a file that is shown
// afterwards, and is killed with a word when it takes far too long, so that a run that stands still says where.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) endGroup(child);
    process.exit(1);
  });
}

function endGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/**
 * Resolves to whether it exits with 0.
 * @param {{ command: string, args: string[], env?: Record<string, string>, minutes: number, beside?: boolean }} step
 *   `beside`: another step prints meanwhile, so its output is kept until its end.
 */
export async function run(title, { command, args, env = {}, minutes, beside = false }) {
  const folder = beside ? mkdtempSync(join(tmpdir(), 'outlive-step-')) : null;
  const file = folder && openSync(join(folder, 'output'), 'a');
  if (file === null) console.log(`\n== ${title}`);
  const status = await ended(
    spawn(command, args, {
      cwd: root,
      // A group of its own, to be ended whole.
      detached: true,
      stdio: ['ignore', file ?? 'inherit', file ?? 'inherit'],
      env: { ...process.env, ...env },
    }),
    minutes,
  );
  if (file !== null) {
    closeSync(file);
    console.log(`\n== ${title}\n${readFileSync(join(folder, 'output'), 'utf8')}`);
    rmSync(folder, { recursive: true });
  }
  if (status !== 0) console.log(`${title}: ${status}`);
  return status === 0;
}

/** Its exit status, or words about why there is none. */
function ended(child, minutes) {
  return new Promise((resolve) => {
    running.add(child);
    const timer = setTimeout(() => {
      endGroup(child);
      resolve(`not done after ${minutes} minutes; ended`);
    }, minutes * 60_000);
    const done = (status) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(status);
    };
    child.on('error', (error) => done(`could not be started: ${error.message}`));
    child.on('exit', (status, signal) => done(status ?? `ended by ${signal}`));
  });
}
