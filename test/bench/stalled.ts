// Twenty pages out of reach, attached to a flood: what the gateway's memory grows by meanwhile.
import { readFileSync } from 'node:fs';
import { type PageSocket, withProduct } from '../product.ts';
import type { Bench, Figure } from './figures.ts';

const viewerCount = 20;
const viewersEach = 4;

export const stalled: Bench = {
  name: 'stalled',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      await product.outlive(
        'new',
        '-d',
        '-s',
        'flood',
        'read x; seq 1 8000000; echo done; sleep 600',
      );
      const session = await product.idOf('flood');
      const typist = await product.connect();
      const sockets: PageSocket[] = [];
      for (let n = 0; n < viewerCount; n += viewersEach) {
        const socket = await product.connect();
        for (let viewer = 0; viewer < viewersEach; viewer++)
          await socket.emitWithAck('attach', { session, cursor: null });
        // Reads nothing from the network any more.
        (socket.io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause();
        sockets.push(socket);
      }
      const before = residentMegabytes(product.gatewayPid);
      const bytes = Buffer.from('\n');
      await typist.emitWithAck('input', { session, source: 'bench', seq: 1, bytes });
      let most = 0;
      for (let last: string | null = null; last !== 'done'; ) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        most = Math.max(most, residentMegabytes(product.gatewayPid) - before);
        last = (await product.sessions())[0]?.lastLine ?? null;
      }
      for (const socket of [...sockets, typist]) socket.disconnect();
      const from = `resident memory beyond ${before.toFixed(0)} MB, ${viewerCount} pages that read nothing of 71 MB`;
      return [{ name: 'gateway, stalled viewers', value: most, unit: 'MB', atMost: 40, from }];
    }),
};

function residentMegabytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) / 1024;
}
