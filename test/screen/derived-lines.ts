// The lines that settle from output fed in memory, cut anywhere, with resizes at offsets.

import type { OwnedSize } from '../../server/protocol/host.ts';
import { colouredLine, type LogLine, plainLine } from '../../server/protocol/log-view.ts';
import type { Core } from '../../server/screen/terminal/core.ts';
import { Derivation, type DerivedState } from '../../server/screen/transcript/derive.ts';
import { copyRecord, type Record } from '../../server/screen/transcript/record.ts';
import { type LineStore, lineOfRecord } from '../../server/screen/transcript/transcript.ts';
import type { Random } from './random-output.ts';

export interface Resize {
  readonly offset: number;
  readonly size: OwnedSize;
}

export interface Feeding {
  readonly size?: OwnedSize;
  readonly resizes?: readonly Resize[];
  /** Bytes fed at once: all, or by chance. */
  readonly random?: Random;
  readonly mostAtOnce?: number;
  readonly end?: boolean;
  /** Now and then a new derivation goes on from what the last one stored. */
  readonly killed?: boolean;
  /** Called whenever that has happened. */
  readonly onKilled?: () => void;
  /** Changes the emulator before anything is fed; it is not killed then. */
  readonly prepare?: (core: Core) => void;
}

/** Settled lines, then those on the screen. */
export function derivedLines(output: Buffer, feeding: Feeding = {}): LogLine[] {
  const records: Record[] = [];
  const store = { append: (record: Record) => records.push(copyRecord(record)) };
  let derivation = new Derivation(store);
  feeding.prepare?.(derivation.emulator.core);
  derivation.take({
    kind: 'size',
    offset: 0,
    time: 0,
    size: feeding.size ?? { cols: 100, rows: 30, owner: '' },
  });
  const resizes = [...(feeding.resizes ?? [])];
  let at = 0;
  while (at < output.length) {
    while (resizes[0] && resizes[0].offset <= at) {
      const { size } = resizes.shift() as Resize;
      derivation.take({ kind: 'size', offset: at, time: 0, size });
    }
    const most = feeding.random ? 1 + feeding.random(feeding.mostAtOnce ?? 400) : 16 * 1024;
    const to = Math.min(output.length, at + most, resizes[0]?.offset ?? output.length);
    derivation.take({ kind: 'bytes', from: at, bytes: output.subarray(at, to) });
    // Looking at the screen on the way must change nothing.
    if (feeding.random && feeding.random(4) === 0) derivation.settler.unsettled();
    at = to;
    if (feeding.killed && feeding.random?.(5) === 0) {
      const next = restored(derivation, store);
      if (next !== derivation) feeding.onKilled?.();
      derivation = next;
    }
  }
  if (feeding.end === true) {
    const exit = { exitCode: 0, signal: null, reason: 'exit', endedAt: 0, offset: at } as const;
    derivation.take({ kind: 'exit', offset: at, time: 0, exit });
  }
  const open = [...derivation.transcript.held, ...derivation.settler.unsettled()];
  derivation.emulator.dispose();
  return [...records, ...open].map(lineOfRecord);
}

/** The same one when it cannot be stored just here. */
function restored(derivation: Derivation, store: LineStore): Derivation {
  const state = derivation.state();
  if (state === null) return derivation;
  derivation.emulator.dispose();
  return new Derivation(store, JSON.parse(JSON.stringify(state)) as DerivedState);
}

export const plain = (lines: readonly LogLine[]) => lines.map(plainLine);
export const coloured = (lines: readonly LogLine[]) => lines.map(colouredLine);
