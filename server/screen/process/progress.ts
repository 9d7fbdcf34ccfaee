// Where a view process is, told without its help: it writes the slice it is about to feed, and what
// it has done, into an unlinked file that both processes hold, so that a hung or killed one can
// still be asked.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The file's number in the view process. */
export const progressFd = 4;

export interface Progress {
  /** Counts up with every slice. */
  readonly turn: number;
  /** The slice being fed, null between slices. */
  readonly slice: { readonly id: string; readonly from: number } | null;
  /** So many messages were taken, and all they gave cause to is done. */
  readonly done: number;
  /** It runs: its first line has been reached. */
  readonly begun: boolean;
}

const recordBytes = 64;
const idAt = 16;
const doneAt = 60;

/** An unlinked file of this process's own. The caller closes it. */
export function openProgressFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-view-'));
  try {
    return openSync(join(folder, 'progress'), 'w+', 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function readProgress(fd: number): Progress {
  const bytes = Buffer.alloc(recordBytes);
  if (readSync(fd, bytes, 0, recordBytes, 0) < recordBytes)
    return { turn: 0, slice: null, done: 0, begun: false };
  const id = bytes.toString('latin1', idAt, idAt + (bytes[idAt - 1] ?? 0));
  const slice = id === '' ? null : { id, from: bytes.readDoubleBE(4) };
  return { turn: bytes.readUInt32BE(0), slice, done: bytes.readUInt32BE(doneAt), begun: true };
}

/** The view process's end of it. Without the file (run by hand, in tests) nothing is told. */
export class ProgressWriter {
  readonly #bytes = Buffer.alloc(recordBytes);
  readonly #fd: number | null;
  #turn = 0;

  constructor(fd: number | null) {
    this.#fd = fd;
    this.#write();
  }

  feeding(id: string, from: number): void {
    this.#turn = (this.#turn + 1) >>> 0;
    this.#bytes.writeUInt32BE(this.#turn, 0);
    this.#bytes.writeDoubleBE(from, 4);
    this.#bytes[idAt - 1] = this.#bytes.write(id, idAt, doneAt - idAt, 'latin1');
    this.#write();
  }

  /** What was being fed has been. */
  fed(): void {
    if (this.#bytes[idAt - 1] === 0) return;
    this.#bytes[idAt - 1] = 0;
    this.#write();
  }

  /** So many messages have been taken, and there is nothing left to do. */
  done(messages: number): void {
    this.#bytes.writeUInt32BE(messages >>> 0, doneAt);
    this.#write();
  }

  #write(): void {
    if (this.#fd !== null) writeSync(this.#fd, this.#bytes, 0, recordBytes, 0);
  }
}

export function closeProgressFile(fd: number): void {
  closeSync(fd);
}
