// Reads a session's output log while it is written, from any offset, in any process. A reader gets
// exactly the bytes from its cursor on, or a gap: never a silent hole, never a byte twice.
import { type FileHandle, open, stat } from 'node:fs/promises';
import { readExitRecord } from './exit-record.ts';
import { listSegments, logPath } from './segments.ts';

export type ReadResult =
  | { readonly kind: 'bytes'; readonly from: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** [from, to) is not there: retention took it, or the disk did not. Go on at `to`. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number }
  /** Nothing more yet. */
  | { readonly kind: 'end'; readonly at: number };

/** `directory` is a session's `output` folder. One file is held open; `close` lets it go. */
export function openOutputReader(directory: string): OutputReader {
  return new OutputReader(directory);
}

export class OutputReader {
  readonly #directory: string;
  #open: { readonly from: number; readonly file: FileHandle } | null = null;
  #closed = false;
  /** Reads of one reader take turns: they share the open file. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** At most `maxBytes` from `cursor` on. Throws only what is wrong with the disk or the permissions. */
  read(cursor: number, maxBytes: number): Promise<ReadResult> {
    return this.#inTurn(async () => {
      const result = await this.#read(cursor, maxBytes);
      // Whoever read on while another closed leaves no file open either.
      if (this.#closed) await this.#letGo();
      return result;
    });
  }

  /** The first offset there is and the one behind the last, however many gaps lie between. */
  async bounds(): Promise<{ readonly from: number; readonly to: number }> {
    const segments = await listSegments(this.#directory);
    const [first, last] = [segments[0], segments.at(-1)];
    if (first === undefined || last === undefined) return { from: 0, to: 0 };
    const { size } = await stat(logPath(this.#directory, last));
    return { from: first, to: last + size };
  }

  /** Bytes of output that are not there: between segments, and behind the last one at the end. */
  async missingBytes(): Promise<number> {
    const exit = await readExitRecord(this.#directory);
    const segments = await listSegments(this.#directory);
    let [missing, at] = [0, 0];
    for (const from of segments) {
      missing += from - at;
      // One that retention takes meanwhile is counted with what follows it.
      const file = await stat(logPath(this.#directory, from)).catch(() => null);
      at = from + (file?.size ?? 0);
    }
    return missing + Math.max(0, (exit?.offset ?? at) - at);
  }

  /** Lets the open file go. Reads that come later still work, and hold nothing. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#inTurn(() => this.#letGo());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #read(cursor: number, maxBytes: number): Promise<ReadResult> {
    const open = this.#open;
    if (open !== null && open.from <= cursor) {
      const bytes = await readAt(open.file, cursor - open.from, maxBytes);
      if (bytes.length > 0) return { kind: 'bytes', from: cursor, bytes };
    }
    const across = await this.#readAcross(cursor, maxBytes);
    return across.kind === 'end' ? this.#readEnd(cursor, maxBytes) : across;
  }

  /** Nothing yet, or nothing ever: what the disk did not take before the program ended is a gap, too. */
  async #readEnd(cursor: number, maxBytes: number): Promise<ReadResult> {
    const exit = await readExitRecord(this.#directory);
    if (exit === null || exit.offset <= cursor) return { kind: 'end', at: cursor };
    // The record is written behind all output: what is to come has come by now.
    const across = await this.#readAcross(cursor, maxBytes);
    return across.kind === 'end' ? { kind: 'gap', from: cursor, to: exit.offset } : across;
  }

  /** Looks at the folder: the cursor may be in another segment, in a hole, or at the end. */
  async #readAcross(cursor: number, maxBytes: number): Promise<ReadResult> {
    const segments = await listSegments(this.#directory);
    const holder = segments.findLast((from) => from <= cursor);
    // Now that the next segment's name is known, the one before it has got its last byte.
    if (holder !== undefined && (await this.#hold(holder))) {
      const file = this.#open?.file;
      const bytes = file ? await readAt(file, cursor - holder, maxBytes) : new Uint8Array(0);
      if (bytes.length > 0) return { kind: 'bytes', from: cursor, bytes };
    }
    const next = segments.find((from) => from > cursor);
    return next === undefined
      ? { kind: 'end', at: cursor }
      : { kind: 'gap', from: cursor, to: next };
  }

  /** Holds a segment open; false when retention has just taken it. */
  async #hold(from: number): Promise<boolean> {
    if (this.#open?.from === from) return true;
    await this.#letGo();
    try {
      this.#open = { from, file: await open(logPath(this.#directory, from), 'r') };
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  async #letGo(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.file.close();
  }
}

async function readAt(
  file: FileHandle,
  position: number,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(maxBytes);
  const { bytesRead } = await file.read(buffer, 0, maxBytes, position);
  return bytesRead === maxBytes ? buffer : buffer.slice(0, bytesRead);
}
