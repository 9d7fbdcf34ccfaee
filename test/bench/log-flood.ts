// A flood of log lines: how soon the view is current after it, what memory that takes, what it costs a
// phone that looks on, and whoever types into another session meanwhile.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { childrenOf } from '../children.ts';
import { type Product, withProduct } from '../product.ts';
import { connectBare, startBareServer } from './bare.ts';
import { bareTyping, endlessFlood, inTurn, ourTyping, ratio, rawCat } from './echo.ts';
import { type Bench, type Figure, median, round } from './figures.ts';
import { makeOutput } from './log-output.ts';
import { LogPage, lastLine } from './log-page.ts';
import { parser } from './parse.ts';

const floodBytes = 50e6;
const rounds = 3;
const watchedMs = 10_000;

export const logFlood: Bench = {
  name: 'log-flood',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const file = join(product.state, 'flood.txt');
      const text = makeOutput('plain', floodBytes).toString().replaceAll('\r', '');
      writeFileSync(file, `${text}the end\n`);
      await product.startGateway();
      await product.pair();
      return [...(await afterFloods(product, file)), ...(await watchedFlood(product, file))];
    }),
};

async function afterFloods(product: Product, file: string): Promise<Figure[]> {
  const parse = await parser();
  const [bare, behind, taken]: [number[], number[], number[]] = [[], [], []];
  let most = 0;
  for (let i = 0; i < rounds; i++) {
    bare.push((await parse('bare', 'plain', floodBytes)).ms);
    const watch = setInterval(() => {
      most = Math.max(most, ...childrenOf(product.gatewayPid).map(residentMegabytes));
    }, 50);
    const times = join(product.state, `times${i}`);
    const command = `date +%s%3N > ${times}; cat ${file}; date +%s%3N >> ${times}`;
    await product.outlive('new', '-d', '-s', `flood${i}`, command);
    await product.outlive('wait', '-t', `flood${i}`);
    while ((await lastLine(product, `flood${i}`)) !== 'the end');
    const current = Date.now();
    clearInterval(watch);
    const [begun = 0, ended = 0] = readFileSync(times, 'utf8').trim().split('\n').map(Number);
    behind.push(current - ended);
    taken.push(current - begun);
  }
  const base = median(bare);
  const parsed = `parsed bare in ${round(base)} ms`;
  return [
    {
      name: 'log current after a 50 MB flood',
      value: median(behind) / base,
      unit: 'x',
      atMost: 1.5,
      from: `${round(median(behind))} ms after its end, ${round(median(taken))} ms after its start; ${parsed}`,
    },
    {
      name: 'view process, most memory',
      value: most,
      unit: 'MB',
      atMost: 768,
      from: 'resident, during the floods',
    },
  ];
}

async function watchedFlood(product: Product, file: string): Promise<Figure[]> {
  const bare = await startBareServer();
  await product.outlive('new', '-d', '-s', 'cat', rawCat.at(-1) ?? '');
  const ours = await ourTyping(product, 'cat');
  const theirs = await bareTyping(bare);
  const command = `while :; do cat ${file}; done`;
  const phone: { page: LogPage | null; bare: Socket | null } = { page: null, bare: null };
  const typed = await inTurn(
    ours.type,
    theirs.type,
    async (on) => {
      if (on) {
        await product.outlive('new', '-d', '-s', 'flood', command);
        phone.page = await LogPage.open(product, await product.idOf('flood'));
      } else {
        phone.page?.close();
        await product.outlive('kill-session', '-t', 'flood');
      }
    },
    async (on) => {
      if (on) phone.bare = await connectBare(bare, endlessFlood);
      else phone.bare?.disconnect();
    },
  );
  await product.outlive('new', '-d', '-s', 'watched', command);
  const page = await LogPage.open(product, await product.idOf('watched'));
  page.received = 0;
  await delay(watchedMs);
  const rate = page.received / watchedMs;
  page.close();
  await product.outlive('kill-session', '-t', 'watched');
  ours.socket.disconnect();
  theirs.socket.disconnect();
  bare.close();
  return [
    {
      name: 'flood looked at on a phone',
      value: rate,
      unit: 'KB/s',
      atMost: 24,
      from: `${watchedMs / 1000} s of its log`,
    },
    ratio('echo p95 beside a flood looked at', typed, 0.95, 1.5),
  ];
}

function residentMegabytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / 1e6;
  } catch {
    return 0;
  }
}
