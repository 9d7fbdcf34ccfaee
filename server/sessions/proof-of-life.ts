// Proof across PID namespaces that a process lives: a unix socket that it listens at. Containers that
// share a folder see each other's sockets, but not each other's processes, and the kernel refuses a
// connection as soon as the listener is gone.
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { pidNamespace } from '../identity/boot.ts';

export interface ProofOfLife {
  /** The socket's name in its folder; null when none could be made: then there is no proof. */
  readonly name: string | null;
  /** May be called twice. */
  close(): Promise<void>;
}

/** A listener with a full backlog neither accepts nor refuses. */
const patienceMs = 1000;
const minuteMs = 60_000;

/** Listens in `folder` until closed, or until this process ends. Never keeps the process running. */
export async function proveLife(folder: string): Promise<ProofOfLife> {
  const none = { name: null, close: async () => {} };
  if (pidNamespace() === '') return none;
  await removeOld(folder);
  const name = `.p-${randomBytes(3).toString('hex')}`;
  const server = createServer((socket) => socket.destroy()).unref();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    // Bound within the call: it is its owner's alone at any moment.
    const mask = process.umask(0o177);
    server.listen({ path: join(folder, name) }, () => resolve(true));
    process.umask(mask);
  });
  if (!listens) return none;
  return {
    name,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Those of killed processes. A new one is left alone: it may be about to listen. */
async function removeOld(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const path of names.filter(isProof).map((name) => join(folder, name))) {
    const madeMs = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - madeMs > minuteMs && (await isRefused(path))) await removeProof(path);
  }
}

/** Whether the listener at `path` is gone for certain. Anything unclear is no. */
export function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (refused: boolean): void => {
      socket.destroy();
      resolve(refused);
    };
    socket.setTimeout(patienceMs, () => settle(false));
    socket.once('connect', () => settle(false));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => settle(code === 'ECONNREFUSED'));
  });
}

/** A name read from JSON, else null: nothing that leads out of its folder. */
export function parseProof(value: unknown): string | null {
  return typeof value === 'string' && isProof(value) ? value : null;
}

export async function removeProof(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => {});
}

function isProof(name: string): boolean {
  return /^\.p-[0-9a-f]{6}$/.test(name);
}
