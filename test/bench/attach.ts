// Opening a session that has written much: how soon its current screen is there and how much that
// is, against a server that keeps what was written and sends all of it.
import type { PageSocket, Product } from '../product.ts';
import { withProduct } from '../product.ts';
import { type BareServer, connectBare, startBareServer } from './bare.ts';
import { type Bench, type Figure, median, round } from './figures.ts';

const rounds = 7;
const lines = 100_000;
const line = 'step=%g loss=0.123456 lr=1e-4 tokens/s=123456 [32mok[0m';
const program = `seq -f '${line}' ${lines}; sleep 600`;
const lastText = `step=${lines}`;

interface Attached {
  readonly tookMs: number;
  readonly bytes: number;
}

export const attach: Bench = {
  name: 'attach',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const bare = await startBareServer();
      await product.startGateway();
      await product.pair();
      await product.outlive('new', '-d', '-s', 'long', program);
      const ours: Attached[] = [];
      const theirs: Attached[] = [];
      const session = await product.idOf('long');
      // The first ones wait until the program has written all; they do not count.
      await untilCurrent(() => attachOurs(product, session));
      await untilCurrent(() => attachBare(bare));
      while (ours.length < rounds) {
        ours.push((await attachOurs(product, session)) as Attached);
        theirs.push((await attachBare(bare)) as Attached);
      }
      bare.close();
      const times = [ours, theirs].map((all) => median(all.map(({ tookMs }) => tookMs)));
      const sizes = [ours, theirs].map((all) => median(all.map(({ bytes }) => bytes / 1024)));
      const [ourMs = 0, theirMs = 0] = times;
      const [ourKB = 0, theirKB = 0] = sizes;
      const from = `${lines} lines, median of ${rounds}`;
      const beside = (our: number, their: number, unit: string) =>
        `${round(our)} ${unit} against ${round(their)} ${unit} of the bare server, ${from}`;
      return [
        { name: 'attach, current screen', value: ourMs, unit: 'ms', atMost: 50, from },
        { name: 'attach, snapshot', value: ourKB, unit: 'KB', atMost: 64, from },
        // Bytes in memory are at the door at once; what the page then has to paint is the next figure.
        {
          ...ratio('attach, time', ourMs, theirMs, Number.POSITIVE_INFINITY),
          from: beside(ourMs, theirMs, 'ms'),
        },
        { ...ratio('attach, bytes', ourKB, theirKB, 0.1), from: beside(ourKB, theirKB, 'KB') },
      ];
    }),
};

function ratio(name: string, our: number, their: number, atMost: number): Omit<Figure, 'from'> {
  return { name, value: our / their, unit: 'x', atMost };
}

/** A figure is for a view that is current. */
async function untilCurrent(attachOnce: () => Promise<Attached | null>): Promise<void> {
  while ((await attachOnce()) === null) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** Null when the end of the output was not on the screen. */
async function attachOurs(product: Product, session: string): Promise<Attached | null> {
  const socket: PageSocket = await product.connect();
  const begun = performance.now();
  const result = await socket.emitWithAck('attach', { session, cursor: null });
  const tookMs = performance.now() - begun;
  socket.disconnect();
  if (!result.ok || result.start.kind !== 'snapshot') throw new Error('no snapshot');
  const { data } = result.start.snapshot;
  return Buffer.from(data).includes(lastText) ? { tookMs, bytes: data.byteLength } : null;
}

async function attachBare(bare: BareServer): Promise<Attached | null> {
  const begun = performance.now();
  let got = (_: Buffer): void => {};
  const first = new Promise<Buffer>((resolve) => {
    got = resolve;
  });
  const argv = ['sh', '-c', program];
  const socket = await connectBare(bare, argv, { kept: 'long', output: (bytes) => got(bytes) });
  const data = await first;
  const tookMs = performance.now() - begun;
  socket.disconnect();
  return data.includes(lastText) ? { tookMs, bytes: data.byteLength } : null;
}
