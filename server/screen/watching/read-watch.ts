// What a session's output says of its run, without a gateway: from what one has written down, and the
// rest worked out in this process's memory. Writes nothing, so that it may run beside a gateway.
import type { WatchState } from '../../watch/state.ts';
import { Source } from '../follow/source.ts';
import type { Checkpoint } from '../transcript/checkpoint.ts';
import { Derivation } from '../transcript/derive.ts';
import { readableLines } from '../transcript/generations.ts';
import type { LineStore } from '../transcript/transcript.ts';
import { RunWatch } from './run-watch.ts';
import { readWatchAt } from './watch-checkpoint.ts';

/** `ended`: nothing on its screen changes any more. */
export async function readWatch(outputDir: string, ended: boolean): Promise<WatchState> {
  const { watch, derivation, source } = (await stored(outputDir)) ?? fromStart(outputDir);
  try {
    for (let steps = await source.next(); steps.length > 0; steps = await source.next())
      for (const step of steps) {
        watch.before(step);
        derivation.take(step);
        derivation.emulator.takeAnswers();
        watch.after();
      }
    if (ended && !derivation.ended) watch.finish();
    return watch.shown;
  } finally {
    await source.close();
    derivation.emulator.dispose();
  }
}

interface Reading {
  readonly watch: RunWatch;
  readonly derivation: Derivation;
  readonly source: Source;
}

/** Null when there is nothing that can be gone on from. */
async function stored(outputDir: string): Promise<Reading | null> {
  const known = await readableLines(outputDir);
  if (known === null) return null;
  const { files, checkpoint } = known;
  const { emulator, entryTime, epoch } = checkpoint;
  const place = { offset: emulator.offset, entryTime, epoch };
  const watched = await readWatchAt(outputDir, place);
  const counted = counting(files.endLine);
  const derivation = watched && restored(counted.store, checkpoint);
  if (watched === null || derivation === null) return null;
  const source = new Source(outputDir, emulator.offset, entryTime);
  return { derivation, source, watch: new RunWatch(derivation, counted.endLine, watched) };
}

function fromStart(outputDir: string): Reading {
  const counted = counting(0);
  const derivation = new Derivation(counted.store);
  const watch = new RunWatch(derivation, counted.endLine);
  return { derivation, watch, source: new Source(outputDir, 0) };
}

/** Lines are counted, and not kept. */
function counting(from: number): { readonly store: LineStore; readonly endLine: () => number } {
  let lines = from;
  return { store: { append: () => void lines++ }, endLine: () => lines };
}

/** Null when it is not to be trusted: the log itself is. */
function restored(store: LineStore, checkpoint: Checkpoint): Derivation | null {
  try {
    return new Derivation(store, checkpoint);
  } catch {
    return null;
  }
}
