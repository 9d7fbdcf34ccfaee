import { expect, test } from 'vitest';
import { InFlight } from '../../../server/gateway/socket/in-flight.ts';
import type { ToView } from '../../../server/screen/process/messages.ts';
import { Requests } from '../../../server/screen/requests.ts';
import { TestGateway, testState } from '../gateways.ts';
import { ReadPage } from '../log/read-page.ts';

test('[GATE63] a few requests of a page are worked on at once, in order; far more are refused', async () => {
  const inFlight = new InFlight(() => {}, { atOnce: 2, waiting: 3, refusals: 9 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) =>
    inFlight.take(() => {
      begun.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = [1, 2, 3, 4, 5, 6].map(work);
  await expect(all[5]).rejects.toMatchObject({ code: 'too-many-open' });
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  await all[0];
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  inFlight.close();
  for (const left of [all[3], all[4]]) await expect(left).rejects.toMatchObject({});
  expect(begun).toEqual([1, 2, 3]);
});

test('[GATE63] what nobody waits for any more is taken back, and never asked of the next view process', async () => {
  const sent: ToView[] = [];
  const requests = new Requests((_, message) => sent.push(message));
  const left = new AbortController();
  const gone = requests.ask({ kind: 'end', id: 'a' }, left.signal);
  const stays = requests.ask({ kind: 'end', id: 'a' });
  left.abort();
  expect(sent.map(({ type }) => type)).toEqual(['ask', 'ask', 'cancel']);
  await expect(gone).rejects.toThrow('nobody waits');
  requests.repeat(new Set(['a']));
  expect(sent.slice(3)).toMatchObject([{ type: 'ask', request: 2 }]);
  requests.take({ type: 'answer', request: 2, answer: { endLine: 1, open: [], lastFrom: 0 } });
  expect(await stays).toEqual({ endLine: 1, open: [], lastFrom: 0 });
});

test('[GATE63] a page that asks for thousands of ranges of rows at once is cut off, and holds nobody else up', async () => {
  const gateway = await TestGateway.start(await testState());
  const device = await gateway.pair();
  const { id } = await device.launch('log', 'seq 3000; read x');
  const rude = await device.connect();
  const page = await ReadPage.open(rude, id);
  await page.until(() => page.lastLine === '3000');
  const counts = { ok: 0, refused: 0 };
  let gone = '';
  rude.once('disconnect', (why) => {
    gone = why;
  });
  const request = { view: page.view, width: 80, from: { row: 0 }, rows: 400 };
  for (let i = 0; i < 5000; i++)
    rude.emit('log:rows', request, (answer) => {
      if (answer.ok) counts.ok++;
      else if (answer.error.code === 'too-many-open') counts.refused++;
    });
  await expect.poll(() => gone, { timeout: 10_000 }).toBe('io server disconnect');
  expect(counts.ok + counts.refused).toBeLessThan(1000);
  const other = await gateway.pair('other');
  const beside = await ReadPage.open(await other.connect(), id);
  expect(beside.lastLine).toBe('3000');
});
