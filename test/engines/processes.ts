// What an engine's test starts: processes that are told when they listen, and end with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const patienceMs = 60_000;

export class Processes {
  /** Home of everything started here: nobody's own profile, removed at the end. */
  readonly home = mkdtempSync(join(tmpdir(), 'ol-engine-'));
  readonly #running: ChildProcess[] = [];

  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const started = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true,
      env: { ...process.env, HOME: this.home, XDG_RUNTIME_DIR: this.home, ...env },
    });
    this.#running.push(started);
    return started;
  }

  async close(): Promise<void> {
    for (const child of this.#running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // A browser is many processes: they are one group.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await gone;
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A port that nobody listened at a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves with a connection once something listens at the port. */
export async function connected(port: number): Promise<Socket> {
  for (const until = Date.now() + patienceMs; ; await wait(100)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return socket;
    if (Date.now() > until) throw new Error(`nothing listens at port ${port}`);
  }
}
