// Docker's builder with plain output: each row begins with a step's number; what a step transfers or
// installs is not how far the build is. `#7 [4/6] RUN ...` tells that, as long as there is one stage.
import type { Program } from './program.ts';

const step = /^#\d{1,5} \[ {0,4}(?:(\S{1,60}) )?(\d{1,4})\/(\d{1,4})\] [A-Z]/;
const part =
  /^#\d{1,5} (?:\d{1,6}\.\d{1,4} |sha256:|extracting |transferring |DONE |CACHED|exporting )/;

export const buildkit: Program = {
  sees: ({ text }) => text.startsWith('#'),
  amend(reading, state) {
    const [whole, stage, number, total] = step.exec(reading.text) ?? [];
    if (whole === undefined && !part.test(reading.text)) return;
    reading.counters = [];
    reading.pairs = [];
    reading.bar = null;
    if (whole === undefined) return;
    // Stages are built side by side: none of them is the build.
    if (stage !== undefined) state.notes.stages = 1;
    const [done, all] = [Number(number) - 1, Number(total)];
    if (state.notes.stages === undefined)
      state.told = { done, total: all, fraction: done / all, unit: 'step', eta: null };
    else if (state.told?.unit === 'step') state.told = null;
  },
};
