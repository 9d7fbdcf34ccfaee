// Twenty sessions that train, each with ten lines a second: what they cost with nobody looking, and what
// a page that shows the list is sent of them.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { withProduct } from '../product.ts';
import type { Bench, Figure } from './figures.ts';

const sessions = 20;
const measuredMs = 20_000;
const settlesMs = 8000;
const line = 'step $i/100000 | loss 0.$((RANDOM)) | lr 3.00e-04 | 12.3 it/s';
const training = `i=0; while :; do i=$((i+1)); echo "${line}"; sleep 0.1; done`;
const ticksPerSecond = 100;

export const talkative: Bench = {
  name: 'talkative',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      for (let n = 0; n < sessions; n++)
        await product.outlive('new', '-d', '-s', `t${n}`, training);
      await delay(settlesMs);
      const view = childOf(product.gatewayPid);
      const unwatched = await costs([product.gatewayPid, view]);
      const socket = await product.connect();
      let sent = 0;
      socket.io.engine.on('packet', ({ data }) => (sent += Buffer.byteLength(String(data ?? ''))));
      await socket.emitWithAck('list:watch');
      await delay(1000);
      sent = 0;
      const watched = await costs([product.gatewayPid]);
      const kilobytes = sent / 1024 / (measuredMs / 1000);
      socket.disconnect();
      const from = `${sessions} sessions with ten lines a second each`;
      const [gateway = 0, views = 0] = unwatched;
      return [
        {
          name: 'gateway, talkative sessions',
          value: gateway,
          unit: '% of a core',
          atMost: 4,
          from,
        },
        { name: 'view process, the same', value: views, unit: '% of a core', from },
        { name: 'gateway, their list shown', value: watched[0] ?? 0, unit: '% of a core', from },
        { name: 'list of talkative sessions', value: kilobytes, unit: 'KB/s', atMost: 6, from },
      ];
    }),
};

async function costs(pids: readonly number[]): Promise<number[]> {
  const before = pids.map(ticksOf);
  await delay(measuredMs);
  return pids.map((pid, i) => {
    const spent = ticksOf(pid) - (before[i] ?? 0);
    return (spent / ticksPerSecond / (measuredMs / 1000)) * 100;
  });
}

/** utime and stime of proc(5). */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
