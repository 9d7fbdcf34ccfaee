// Output made to hang the process that derives screens and logs: how long that takes to be replaced,
// each time, and how long the log of the session beside it stands still meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import { sliceBytes } from '../../server/screen/follow/skipped.ts';
import { childrenOf } from '../children.ts';
import { type Product, withProduct } from '../product.ts';
import type { Bench, Figure } from './figures.ts';
import { LogPage } from './log-page.ts';

/** On the largest screen there is, a slice of these keeps the emulator busy for 10 s and more. */
const hanging = '\\033[00999S';
const slices = 10;
const poison = `read x; i=0; while [ $i -lt ${(slices * sliceBytes) / 8} ]; do printf '${hanging}'; i=$((i+1)); done; printf '\\033[2J\\033[Hafterwards\\n'; sleep 600`;
const neighbour = 'i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.02; done';
const lookEveryMs = 5;
const goesOnMs = 1000;

export const poisoned: Bench = {
  name: 'poisoned',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      await product.outlive('new', '-d', '-s', 'neighbour', neighbour);
      await product.outlive('new', '-d', '-s', 'poison', '-x', '1000', '-y', '500', poison);
      const page = await LogPage.open(product, await product.idOf('neighbour'));
      const socket = await product.connect();
      let last = performance.now();
      let pause = 0;
      page.onTail(() => {
        const now = performance.now();
        pause = Math.max(pause, now - last);
        last = now;
      });
      await delay(goesOnMs);
      pause = 0;
      const session = await product.idOf('poison');
      const lifetimes = replacements(product);
      const bytes = Buffer.from('\n');
      await socket.emitWithAck('input', { session, source: 'bench', seq: 1, bytes });
      await shown(product);
      await delay(goesOnMs);
      const all = lifetimes.end();
      page.close();
      socket.disconnect();
      if (all.length === 0) throw new Error('the output hung nothing');
      await nothingLost(product);
      const from = `a second for the others included; ${all.length} times, for ${slices} slices of ${sliceBytes / 1024} KiB: ${all.map((ms) => (ms / 1000).toFixed(2)).join(', ')} s`;
      return [
        {
          name: 'hostile output, process replaced',
          value: Math.max(...all) / 1000,
          unit: 's',
          atMost: 3,
          from,
        },
        {
          name: "hostile output, neighbour's log stands still",
          value: pause / 1000,
          unit: 's',
          atMost: 5,
          from: 'a line every 20 ms; none was lost',
        },
      ];
    }),
};

/** Milliseconds that passed between one view process and the next, from now on. */
function replacements(product: Product): { end(): number[] } {
  const current = () => childrenOf(product.gatewayPid).join(' ');
  const times: number[] = [];
  let process = current();
  let since = performance.now();
  const look = setInterval(() => {
    const now = current();
    if (now === '' || now === process) return;
    times.push(performance.now() - since);
    process = now;
    since = performance.now();
  }, lookEveryMs);
  return {
    end: () => {
      clearInterval(look);
      return times;
    },
  };
}

async function text(product: Product, name: string, query: string): Promise<string> {
  const headers = { authorization: `Bearer ${product.token}` };
  const response = await fetch(`${product.url}/api/sessions/${name}/log?${query}`, { headers });
  return response.text();
}

/** Resolves when what came after the hostile output is in the log, and what was skipped is told. */
async function shown(product: Product): Promise<void> {
  let log = '';
  while (!log.includes('afterwards')) log = await text(product, 'poison', 'tail=50');
  if (!log.includes('bytes of output could not be shown')) throw new Error(`nothing told:\n${log}`);
}

async function nothingLost(product: Product): Promise<void> {
  await product.outlive('kill-session', '-t', 'neighbour');
  const ticks = (await text(product, 'neighbour', 'from=0')).trim().split('\n');
  if (ticks.length < 100) throw new Error(`only ${ticks.length} lines`);
  const wrong = ticks.findIndex((tick, i) => tick !== `tick ${i + 1}`);
  if (wrong >= 0 && wrong < ticks.length - 1) throw new Error(`line ${wrong}: ${ticks[wrong]}`);
}
