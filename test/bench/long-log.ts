// A log of a million lines: opened, jumped about in, searched.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogQuery } from '../../server/protocol/log-page.ts';
import type { WatchFields } from '../../server/protocol/watch.ts';
import { type Product, withProduct } from '../product.ts';
import { type Bench, type Figure, median } from './figures.ts';
import { LogPage, lastLine } from './log-page.ts';

const lines = 1_000_000;
const rounds = 5;

export const longLog: Bench = {
  name: 'long-log',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const file = join(product.state, 'long.txt');
      const text = Array.from({ length: lines }, (_, i) => `step ${i} loss 0.${i % 9973} lr 3e-04`);
      writeFileSync(file, `${text.join('\n')}\nRuntimeError: the end\n`);
      await product.startGateway();
      await product.pair();
      await product.outlive('new', '-d', '-s', 'long', `cat ${file}; exec sleep 600`);
      while ((await lastLine(product, 'long')) !== 'RuntimeError: the end');
      const behind = await untilRead(product);
      const id = await product.idOf('long');
      const opened: number[] = [];
      const jumped: number[] = [];
      const page = await LogPage.open(product, id);
      for (let i = 0; i < rounds; i++) {
        const other = await timed(opened, () => LogPage.open(product, id));
        other.close();
        for (const row of [Math.floor(((i + 1) / (rounds + 1)) * lines), 0]) {
          const { lines: found } = await timed(jumped, () => page.rows(row));
          if (found[0]?.row !== row) throw new Error(`row ${row} was asked for`);
        }
      }
      const search = async (name: string, query: LogQuery, count: number): Promise<Figure> => {
        const times: number[] = [];
        for (let i = 0; i < rounds; i++) {
          const found = await timed(times, () => page.search(query));
          if (found !== count) throw new Error(`${name} found ${found} lines`);
        }
        const from = `${lines} lines, median of ${rounds}`;
        return { name, value: median(times), unit: 'ms', atMost: 1000, from };
      };
      const figures = [
        await search('search, plain text', { kind: 'text', text: 'step 99999' }, 11),
        await search('search, any case', { kind: 'text', text: 'runtimeerror' }, 1),
        await search('search, expression', { kind: 'regex', text: 'step 9{5}\\d ' }, 10),
        await search('search, errors', { kind: 'errors', text: '' }, 1),
      ];
      page.close();
      const jump = (name: string, times: number[]): Figure => ({
        name,
        value: Math.max(...times),
        unit: 'ms',
        atMost: 300,
        from: `without the page's drawing, worst of ${times.length}`,
      });
      const metrics: Figure = {
        name: 'metrics of a million lines, behind the log',
        value: behind,
        unit: 'ms',
        atMost: 2000,
        from: 'until the list has the last line’s loss',
      };
      const jumps = [jump('open a million lines', opened), jump('jump in them', jumped)];
      return [metrics, ...jumps, ...figures];
    }),
};

/** How long it takes from now until the card shows what the last line says. */
async function untilRead(product: Product): Promise<number> {
  const begun = performance.now();
  const last = `0.${(lines - 1) % 9973}`;
  for (;;) {
    const [session] = (await product.sessions()) as Partial<WatchFields>[];
    if (String(session?.headline?.value) === last) return performance.now() - begun;
  }
}

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  times.push(performance.now() - begun);
  return result;
}
