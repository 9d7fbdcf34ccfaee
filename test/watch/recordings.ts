// Output of programs with what a person reads out of it. NAME.out: the bytes; NAME.timing: when they
// came, [milliseconds, bytes] a line; NAME.json: the truth, each at the offset just behind its row.
import { readdirSync, readFileSync } from 'node:fs';
import { type Inspected, inspect } from '../../server/cli/inspect/inspected.ts';
import { parseTiming } from '../../server/cli/inspect/timing.ts';

const folder = new URL('../fixtures/watch/', import.meta.url);

export interface Truth {
  readonly cols: number;
  readonly rows: number;
  readonly exit: number | null;
  readonly progress: readonly {
    readonly afterByte: number;
    readonly scope: string;
    readonly done: number | null;
    readonly total: number | null;
    readonly fraction: number | null;
    readonly tolerance?: number;
  }[];
  readonly eta: readonly {
    readonly afterByte: number;
    readonly scope: string;
    readonly seconds: number;
    readonly tolerance: number;
  }[];
  readonly metrics: Readonly<Record<string, readonly (readonly [number | null, number | null])[]>>;
  readonly stepTolerance?: number;
  /** All that is worth more than a note; each may be joined with others. */
  readonly alerts: readonly { readonly kind: string; readonly afterByte: number }[];
  /** In milliseconds: not before, not after. */
  readonly stall?: readonly [number, number];
}

export const recordingNames = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));

export function recording(name: string): Buffer {
  return readFileSync(new URL(`${name}.out`, folder));
}

export function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Truth;
}

export function readsOf(name: string) {
  return parseTiming(readFileSync(new URL(`${name}.timing`, folder), 'utf8'));
}

export function inspected(name: string): Inspected {
  const { cols, rows, exit } = truthOf(name);
  return inspect({ bytes: recording(name), reads: readsOf(name), cols, rows, exit });
}
