// Real hosts for tests: started as the launcher starts them, spoken to in raw frames.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import { openOutputReader } from '../../server/log/reader.ts';
import { encodeFrame, FrameDecoder } from '../../server/protocol/frame.ts';
import {
  type ClientFrame,
  encodeClientFrame,
  type HostFrame,
  parseHostFrame,
} from '../../server/protocol/host.ts';
import { testHostDirectory } from '../build.ts';

export interface TestHost {
  readonly directory: string;
  readonly output: string;
  readonly process: ChildProcess;
  /** The ready line. */
  readonly ready: { ok: boolean; pid?: number; code?: string; detail?: string };
  /** Resolves when the host process is gone. */
  readonly gone: Promise<void>;
}

const roots: string[] = [];
const started: TestHost[] = [];

export function shortTemporaryDirectory(): string {
  const root = mkdtempSync('/tmp/ol-');
  roots.push(root);
  return root;
}

/** Starts a host whose program is `argv`, in a folder of its own. */
export async function startTestHost(
  argv: readonly string[],
  more: { env?: Record<string, string>; bundle?: string; limitsKiB?: number } = {},
): Promise<TestHost> {
  const directory = join(shortTemporaryDirectory(), 's');
  mkdirSync(directory, { mode: 0o700 });
  const env = { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', ...more.env };
  const spec = {
    version: 1,
    id: 'abcd1234',
    name: 't',
    argv,
    cwd: '/tmp',
    env,
    cols: 100,
    rows: 30,
  };
  writeFileSync(join(directory, 'spec.json'), JSON.stringify(spec));
  const child = spawn(
    process.execPath,
    [more.bundle ?? `${testHostDirectory}/main.cjs`, directory],
    {
      detached: true,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    child.stdout?.on('end', () => resolve(text));
  });
  const host = {
    directory,
    output: join(directory, 'output'),
    process: child,
    ready: JSON.parse(line),
    gone,
  };
  started.push(host);
  return host;
}

/** Ends every program and host that a test started, and removes their folders. */
export async function endTestHosts(): Promise<void> {
  for (const host of started.splice(0)) {
    if (host.process.exitCode === null && host.process.signalCode === null) {
      if (host.ready.pid) kill(-host.ready.pid);
      kill(host.process.pid ?? 0);
    }
    await host.gone;
  }
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
}

function kill(pid: number): void {
  try {
    if (pid !== 0) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** All of the log, its gaps left out. */
export async function wholeLog(output: string): Promise<Buffer> {
  const reader = openOutputReader(output);
  const parts: Uint8Array[] = [];
  for (let cursor = 0; ; ) {
    const result = await reader.read(cursor, 1 << 20);
    if (result.kind === 'end') break;
    if (result.kind === 'bytes') parts.push(result.bytes);
    cursor = result.kind === 'bytes' ? cursor + result.bytes.length : result.to;
  }
  await reader.close();
  return Buffer.concat(parts);
}

/** A connection that keeps every frame it got. */
export class TestClient {
  readonly frames: HostFrame[] = [];
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new FrameDecoder();
    socket.on('data', (chunk) => {
      for (const raw of decoder.push(chunk)) {
        const frame = parseHostFrame({ type: raw.type, payload: raw.payload.slice() });
        if (frame !== null && frame !== 'unknown') this.frames.push(frame);
      }
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  static async open(host: TestHost): Promise<TestClient> {
    const socket = connect(join(host.directory, 'sock'));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new TestClient(socket);
  }

  /** Opens a connection and says hello. */
  static async greet(
    host: TestHost,
    client: 'gateway' | 'cli' = 'gateway',
    answers = false,
  ): Promise<TestClient> {
    const connection = await TestClient.open(host);
    connection.send({ type: 'hello', protocol: 1, client, version: 'test', answers });
    await connection.frame('hello');
    return connection;
  }

  send(frame: ClientFrame): void {
    this.#socket.write(encodeClientFrame(frame));
  }

  sendRaw(type: number, payload: Uint8Array): void {
    this.#socket.write(encodeFrame(type, payload));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Sent, and not yet taken by the system. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The first frame of a kind that fits, waited for. */
  async frame<T extends HostFrame['type']>(
    type: T,
    fits: (frame: Extract<HostFrame, { type: T }>) => boolean = () => true,
  ): Promise<Extract<HostFrame, { type: T }>> {
    let found: Extract<HostFrame, { type: T }> | undefined;
    await this.until(() => {
      found = this.frames.find(
        (frame): frame is Extract<HostFrame, { type: T }> =>
          frame.type === type && fits(frame as Extract<HostFrame, { type: T }>),
      );
      return found !== undefined;
    });
    if (found === undefined) throw new Error(`the connection closed before a ${type} frame came`);
    return found;
  }

  /** Resolves once `condition` holds or the connection closed. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.closed) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** What OUTPUT frames that carry bytes have told so far. */
  get inlineText(): string {
    const parts = this.frames.map((frame) => (frame.type === 'output' ? frame.bytes : null));
    return Buffer.concat(parts.filter((bytes) => bytes !== null)).toString();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
