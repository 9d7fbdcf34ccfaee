// The program on its pty: raw bytes out, raw bytes in, its size and its end. The sole user of
// node-pty, of which only the native binding is used: reading is ours, so that no tail is lost.
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ReadStream } from 'node:tty';
import type { Size } from '../protocol/session.ts';
import type { HostSpec } from './spec.ts';

/** node-pty's native module, as version 1.2.0-beta.15 has it (its package pins the exact version). */
interface NativePty {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    spawnHelper: string,
    onExit: (code: number, signal: number) => void,
  ): { readonly fd: number; readonly pid: number; readonly pty: string };
  resize(fd: number, cols: number, rows: number, widthPx: number, heightPx: number): void;
}

const readBytes = 64 * 1024;
/** A chatty program is drained by this much at once, no more: others want their turn. */
const drainBytes = 1024 * 1024;

export interface PtyEvents {
  /** Use `bytes` before this returns: the buffer is used again. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** The program itself has ended; output may still be waiting in the pty. */
  readonly onExit: (exitCode: number, signal: number) => void;
}

/** Starts the program. Throws in words when no pty can be had. */
export async function openPty(spec: HostSpec, events: PtyEvents): Promise<Pty> {
  const pty = await loadNative();
  const [file, ...args] = spec.argv;
  const env = Object.entries(spec.env).map(([key, value]) => `${key}=${value}`);
  const spawnHelper = join(__dirname, `prebuilds/${process.platform}-${process.arch}/spawn-helper`);
  const { cols, rows } = spec.size;
  try {
    const [cwd, onExit] = [spec.cwd, events.onExit];
    const forked = pty.fork(file, args, env, cwd, cols, rows, -1, -1, true, spawnHelper, onExit);
    return new Pty(forked, pty, events.onOutput);
  } catch (error) {
    throw new Error(whyNoPty(error as Error));
  }
}

/** Loaded here and not before: a disk or a library may refuse, and then the starter is told why. */
async function loadNative(): Promise<NativePty> {
  try {
    return ((await import('node-pty')) as unknown as { readonly native: NativePty }).native;
  } catch (error) {
    const { message } = error as Error;
    const refused = /failed to map segment|Operation not permitted|noexec/.test(message);
    throw new Error(
      refused
        ? `${__dirname} is on a disk from which nothing may be run (noexec). Set OUTLIVE_STATE_DIR to a folder on another disk.`
        : `the native part that holds terminals does not load: ${message.split('\n')[0]}`,
    );
  }
}

/** node-pty says of any refusal only that there was one: asking for a pty again tells why. */
function whyNoPty({ message }: Error): string {
  try {
    closeSync(openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOSPC' || code === 'EAGAIN' || code === 'EIO'
      ? 'no terminals (ptys) are left on this machine. End programs that hold some, or ask for a higher limit (/proc/sys/kernel/pty/max).'
      : `no terminal can be opened here (/dev/ptmx: ${code}). A container needs its own /dev/pts.`;
  }
  return /fork/.test(message)
    ? 'the system starts no more processes for you. End some, or raise the limit (ulimit -u 4096).'
    : message;
}

export class Pty {
  readonly pid: number;
  readonly #fd: number;
  readonly #native: NativePty;
  readonly #onOutput: (bytes: Uint8Array) => void;
  readonly #stream: ReadStream;
  readonly #buffer = Buffer.allocUnsafeSlow(readBytes);
  /** Held open so that the kernel keeps what the program wrote last until it is read. */
  readonly #slave: number;
  #paused = false;
  #closed = false;

  constructor(
    forked: { fd: number; pid: number; pty: string },
    pty: NativePty,
    onOutput: (bytes: Uint8Array) => void,
  ) {
    this.pid = forked.pid;
    this.#fd = forked.fd;
    this.#native = pty;
    this.#onOutput = onOutput;
    this.#slave = openSync(forked.pty, constants.O_RDWR | constants.O_NOCTTY);
    this.#stream = this.#read();
  }

  /** Writes what the pty takes now. Returns how many bytes that was, 0 when it is full. */
  write(bytes: Uint8Array): number {
    if (this.#closed) return bytes.length;
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      return bytes.length; // Nobody is there to read it any more.
    }
  }

  /** Reads all that waits in the pty now. Returns how many bytes that was. */
  drain(): number {
    let total = 0;
    while (!this.#closed && total < drainBytes) {
      const count = this.#readNow();
      if (count === 0) break;
      total += count;
      this.#onOutput(this.#buffer.subarray(0, count));
    }
    return total;
  }

  resize({ cols, rows }: Size): void {
    if (!this.#closed) this.#native.resize(this.#fd, cols, rows, 0, 0);
  }

  /** Stops reading: the program waits once the pty is full. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#stream.resume();
  }

  /** Hangs up. What was not read is lost, so drain before. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.destroy();
    closeSync(this.#slave);
  }

  #read(): ReadStream {
    const onread = {
      buffer: this.#buffer,
      callback: (count: number, buffer: Uint8Array) => {
        this.#onOutput(buffer.subarray(0, count));
        return !this.#paused;
      },
    };
    // A tty's stream takes a socket's options; its types do not say so.
    const stream = new ReadStream(this.#fd, { onread } as never);
    stream.on('error', () => {}); // EIO: the other side is gone; the exit tells the rest.
    stream.resume();
    return stream;
  }

  #readNow(): number {
    try {
      return readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null);
    } catch {
      return 0;
    }
  }
}
