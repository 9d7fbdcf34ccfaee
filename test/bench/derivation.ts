// What it costs to make lines of output, against xterm headless going through the same bytes, and to
// read a run out of it, against making lines.
import { type Bench, type Figure, median, round } from './figures.ts';
import type { OutputKind } from './log-output.ts';
import { parser } from './parse.ts';

const rounds = 5;
const megabytes = 20;
/** What reading may cost on top of making lines. */
const maxReading = 1.25;

export const derivation: Bench = {
  name: 'derivation',
  run: async (): Promise<Figure[]> => {
    const parse = await parser();
    const figures: Figure[] = [];
    let indexBytes = 0;
    const bounds = { ansi: 0.6, plain: 0.6, numbers: undefined };
    for (const [kind, atLeast] of Object.entries(bounds) as [OutputKind, number | undefined][]) {
      const bare: number[] = [];
      const ours: number[] = [];
      const watched: number[] = [];
      for (let i = 0; i < rounds; i++) {
        bare.push((await parse('bare', kind, megabytes * 1e6)).ms);
        const derived = await parse('derived', kind, megabytes * 1e6);
        ours.push(derived.ms);
        watched.push((await parse('watched', kind, megabytes * 1e6)).ms);
        indexBytes = Math.max(indexBytes, derived.indexBytesPerLine);
      }
      figures.push({
        name: `lines derived, ${kind}`,
        value: median(bare) / median(ours),
        unit: 'x',
        ...(atLeast !== undefined && { atLeast }),
        from: `${megabytes} MB in ${round(median(ours))} ms, parsed bare in ${round(median(bare))} ms`,
      });
      figures.push({
        name: `runs read as well, ${kind}`,
        value: median(watched) / median(ours),
        unit: 'x',
        atMost: maxReading,
        from: `${megabytes} MB in ${round(median(watched))} ms`,
      });
    }
    const from = 'size of the index files by their lines';
    return [...figures, { name: 'index', value: indexBytes, unit: 'B/line', atMost: 20, from }];
  },
};
