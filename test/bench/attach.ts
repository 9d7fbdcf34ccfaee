// Opening a session that has written much: how soon its current screen is there, and what it costs.

import { withProduct } from '../product.ts';
import { type Bench, type Figure, median } from './figures.ts';

const rounds = 7;
const lines = 100_000;

export const attach: Bench = {
  name: 'attach',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      const line = 'step=%g loss=0.123456 lr=1e-4 tokens/s=123456 \\033[32mok\\033[0m';
      await product.outlive(
        'new',
        '-d',
        '-s',
        'long',
        `seq -f '${line.replace('\\033', '')}' ${lines}; sleep 600`,
      );
      const session = await product.idOf('long');
      const times: number[] = [];
      const bytes: number[] = [];
      for (let i = 0; i <= rounds; i++) {
        const socket = await product.connect();
        const begun = performance.now();
        const result = await socket.emitWithAck('attach', { session, cursor: null });
        const taken = performance.now() - begun;
        socket.disconnect();
        if (!result.ok || result.start.kind !== 'snapshot') throw new Error('no snapshot');
        const { data } = result.start.snapshot;
        const text = Buffer.from(data).toString();
        if (!text.includes(`step=${lines}`)) {
          i--; // Still being followed: the figure is for a view that is current.
          await new Promise((resolve) => setTimeout(resolve, 200));
          continue;
        }
        if (i > 0) times.push(taken);
        bytes.push(data.byteLength);
      }
      const from = `${lines} lines, median of ${rounds}`;
      return [
        { name: 'attach, current screen', value: median(times), unit: 'ms', atMost: 50, from },
        {
          name: 'attach, snapshot',
          value: Math.max(...bytes) / 1024,
          unit: 'KB',
          atMost: 64,
          from,
        },
      ];
    }),
};
