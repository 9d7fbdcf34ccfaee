// A typed byte's way to the program and back to the page, against the bare server; alone, and while
// another session floods.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'socket.io-client';
import { PaintedReports } from '../../client/session/terminal/painted-reports.ts';
import { toWire } from '../../server/protocol/wire-bytes.ts';
import { type PageSocket, type Product, withProduct } from '../product.ts';
import { type BareServer, connectBare, startBareServer } from './bare.ts';
import { type Bench, type Figure, median, quantile, round } from './figures.ts';

export const rawCat = ['sh', '-c', 'stty raw -echo; exec cat'];
export const endlessFlood = ['sh', '-c', 'while :; do seq 1 1000000; done'];
const rounds = 5;
const typedPerRound = 100;
/** A fast typist: each byte is a lone one. */
const pauseMs = 20;

/** Types one byte and resolves when it has come back. */
type Type = () => Promise<void>;

export const echo: Bench = {
  name: 'echo',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const bare = await startBareServer();
      await product.startGateway();
      await product.pair();
      await product.outlive('new', '-d', '-s', 'cat', rawCat.at(-1) ?? '');
      const ours = await ourTyping(product, 'cat');
      const theirs = await bareTyping(bare);
      const quiet = await inTurn(
        ours.type,
        theirs.type,
        async () => {},
        async () => {},
      );

      const ourFlood = async (on: boolean) => {
        if (on) await product.outlive('new', '-d', '-s', 'flood', endlessFlood.at(-1) ?? '');
        else await product.outlive('kill-session', '-t', 'flood');
      };
      const busy = await inTurn(ours.type, theirs.type, ourFlood, sameFlood());
      // In the bare server's own hands a flood gets on a quarter as fast: it waits for the socket.
      let held: Socket | null = null;
      const heldUp = await inTurn(ours.type, theirs.type, ourFlood, async (on) => {
        if (on) held = await connectBare(bare, endlessFlood);
        else held?.disconnect();
      });
      ours.socket.disconnect();
      theirs.socket.disconnect();
      bare.close();
      return [
        ratio('echo p50', quiet, 0.5, 1.5),
        ratio('echo p99', quiet, 0.99, Number.POSITIVE_INFINITY),
        ratio('echo p95 beside the same flood', busy, 0.95, 1.5),
        ratio('echo p95, theirs beside a slower flood', heldUp, 0.95, Number.POSITIVE_INFINITY),
      ];
    }),
};

/** The flood as fast as a session's, without any of us: script(1) reads it and throws it away. */
function sameFlood(): (on: boolean) => Promise<void> {
  let flood: ChildProcess | null = null;
  return async (on) => {
    if (on) {
      const line = `exec script -qc '${endlessFlood.at(-1)}' /dev/null > /dev/null`;
      flood = spawn('sh', ['-c', line], { detached: true, stdio: 'ignore' });
    } else if (flood?.pid !== undefined) {
      const gone = new Promise((resolve) => flood?.once('exit', resolve));
      process.kill(-flood.pid, 'SIGKILL');
      await gone;
    }
  };
}

interface Samples {
  readonly ours: number[][];
  readonly theirs: number[][];
}

/** Medians over the rounds of a quantile within each. */
export function ratio(name: string, { ours, theirs }: Samples, q: number, atMost: number): Figure {
  const our = median(ours.map((round) => quantile(round, q)));
  const their = median(theirs.map((round) => quantile(round, q)));
  const from = `${round(our)} ms against ${round(their)} ms of the bare server`;
  return { name, value: our / their, unit: 'x', atMost, from };
}

export async function inTurn(
  ours: Type,
  theirs: Type,
  loadOurs: (on: boolean) => Promise<void>,
  loadTheirs: (on: boolean) => Promise<void>,
): Promise<Samples> {
  const samples: Samples = { ours: [], theirs: [] };
  for (let i = 0; i < rounds; i++) {
    await loadOurs(true);
    samples.ours.push(await typeMany(ours));
    await loadOurs(false);
    await loadTheirs(true);
    samples.theirs.push(await typeMany(theirs));
    await loadTheirs(false);
  }
  return samples;
}

async function typeMany(type: Type): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < typedPerRound; i++) {
    const begun = performance.now();
    await type();
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return times;
}

export async function ourTyping(
  product: Product,
  name: string,
): Promise<{ socket: PageSocket; type: Type }> {
  const socket = await product.connect();
  const session = await product.idOf(name);
  const result = await socket.emitWithAck('attach', { session, cursor: null });
  if (!result.ok) throw new Error(result.error.message);
  const { viewer } = result.start;
  let arrived = (): void => {};
  const reports = new PaintedReports((painted) => socket.emit('painted', painted));
  socket.on('output', ({ from, bytes }) => {
    arrived();
    reports.painted({ viewer, offset: from + bytes.length }, bytes.length);
  });
  let seq = 0;
  const type: Type = () =>
    new Promise((resolve) => {
      arrived = resolve;
      socket.emit(
        'input',
        { session, source: 'bench', seq: ++seq, bytes: toWire(Buffer.from('x')) },
        () => {},
      );
    });
  return { socket, type };
}

export async function bareTyping(bare: BareServer): Promise<{ socket: Socket; type: Type }> {
  const socket = await connectBare(bare, rawCat);
  let arrived = (): void => {};
  socket.on('output', () => arrived());
  const type: Type = () =>
    new Promise((resolve) => {
      arrived = resolve;
      socket.emit('input', Buffer.from('x'));
    });
  return { socket, type };
}
