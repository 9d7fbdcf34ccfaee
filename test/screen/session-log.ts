// A session's log in a folder of its own, written by the real writer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { LogLimits } from '../../server/log/limits.ts';
import { type OutputWriter, openOutputWriter } from '../../server/log/writer.ts';
import { defaultSize } from '../../server/protocol/session.ts';

export interface SessionLog {
  /** The session's folder. */
  readonly directory: string;
  readonly outputDirectory: string;
  readonly writer: OutputWriter;
  /** Appends and waits until it is in the log; its end. */
  write(bytes: Uint8Array | string): Promise<number>;
  remove(): void;
}

export async function createSessionLog(
  size = { ...defaultSize, owner: '' },
  now: () => number = Date.now,
  limits: Partial<LogLimits> = {},
): Promise<SessionLog> {
  const directory = mkdtempSync(join(tmpdir(), 'ol-view-'));
  const outputDirectory = join(directory, 'output');
  let committed = 0;
  let wake = () => {};
  const writer = await openOutputWriter({
    directory: outputDirectory,
    size,
    now,
    limits,
    onCommitted: (from, bytes) => {
      committed = from + bytes.length;
      wake();
    },
    onLost: () => {},
  });
  return {
    directory,
    outputDirectory,
    writer,
    async write(bytes) {
      const all = Buffer.from(bytes);
      for (let at = 0; at < all.length; at += 1024 * 1024) {
        const chunk = all.subarray(at, at + 1024 * 1024);
        const to = writer.offset + chunk.length;
        writer.append(chunk);
        while (committed < to) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        await turn();
      }
      return committed;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
