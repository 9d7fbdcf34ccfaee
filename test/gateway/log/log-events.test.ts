import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import type {
  GatewayToLog,
  LogMatches,
  LogTail,
  LogToGateway,
} from '../../../server/protocol/log-page.ts';
import { TestGateway, testState } from '../gateways.ts';

type LogSocket = Socket<GatewayToLog, LogToGateway>;

/** A page that reads a session's log. */
async function reading(command: string, width = 40) {
  const gateway = await TestGateway.start(await testState());
  const device = await gateway.pair();
  const { id } = await device.launch('job', ['sh', '-c', command]);
  const socket = (await device.connect()) as unknown as LogSocket;
  const tails: LogTail[] = [];
  const found: LogMatches[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  socket.on('log:tail', ({ tail }) => {
    tails.push(tail);
    wake();
  });
  socket.on('log:matches', (matches) => {
    found.push(matches);
    wake();
  });
  const opened = await socket.emitWithAck('log:open', { session: id, width });
  if (!opened.ok) throw new Error(opened.error.message);
  tails.push(opened.tail);
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const last = () => tails.at(-1) as LogTail;
  return { device, id, socket, view: opened.view, tails, found, until, last };
}

/** The live lines that a page holds after these tails. */
function liveTexts(tails: readonly LogTail[]): string[] {
  let live: string[] = [];
  for (const { moved, keep, live: others } of tails) {
    live = [...live.slice(moved, moved + keep), ...others.map(({ text }) => text)];
  }
  return live;
}

describe('the log on a page', () => {
  it('[GATE40] any stretch of it comes by row or by line, at the width of the page', async () => {
    const { socket, view, until, last } = await reading(
      'seq -f "line %05g is longer than one row of forty cells" 0 4999; sleep 60',
    );
    await until(() => last().shape.lines > 4900);
    const { shape } = last();
    expect(shape.rows).toBe(shape.lines * 2);
    const request = { view, width: 40, from: { row: 2001 }, rows: 10 };
    const byRow = await socket.emitWithAck('log:rows', request);
    if (!byRow.ok) throw new Error(byRow.error.message);
    expect(byRow.lines[0]).toMatchObject({ line: 1000, row: 2000, rows: 2, kind: 'text' });
    expect(byRow.lines.map(({ line }) => line)).toEqual([1000, 1001, 1002, 1003, 1004, 1005]);
    const byLine = await socket.emitWithAck('log:rows', { ...request, from: { line: 3000 } });
    if (!byLine.ok) throw new Error(byLine.error.message);
    expect(byLine.lines[0]).toMatchObject({ line: 3000, row: 6000 });
    expect(byLine.lines[0]?.text).toContain('line 03000 ');
    const flat = await socket.emitWithAck('log:width', { view, width: 0 });
    if (!flat.ok) throw new Error(flat.error.message);
    expect(flat.tail.shape.rows).toBe(flat.tail.shape.lines);
  });

  it('[GATE42] the end comes as changes that add up to it, live lines in place', async () => {
    const { tails, until } = await reading(
      'i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo "step $i"; printf "progress $i"; sleep 0.02; printf "\\r"; done; printf "\\033[Kdone"; sleep 60',
    );
    await until(() => liveTexts(tails).includes('done'));
    const { shape } = tails.at(-1) as LogTail;
    const settled = new Map(tails.flatMap(({ newest }) => newest).map((l) => [l.line, l.text]));
    const all = [
      ...Array.from({ length: shape.lines }, (_, i) => settled.get(i)),
      ...liveTexts(tails),
    ];
    const steps = all.filter((text) => text?.startsWith('step'));
    expect(steps).toEqual(Array.from({ length: 30 }, (_, i) => `step ${i + 1}`));
  });

  it('[GATE42] a line that changes is sent without those above it', async () => {
    const { tails, until } = await reading(
      'seq 25; i=0; while :; do i=$((i+1)); printf "\\rprogress $i"; sleep 0.1; done',
    );
    await until(() => tails.length > 6);
    const { keep, live } = tails.at(-1) as LogTail;
    expect(keep).toBeGreaterThan(20);
    expect(live).toHaveLength(1);
  });

  it('[GATE43] a flood is sent at most ten times a second and at most 24 KB a second', async () => {
    const { tails, until, last } = await reading(
      'i=0; while [ $i -lt 40 ]; do seq -f "flood %08g of lines that are quite long, as they are in real logs" 20000; i=$((i+1)); done; echo over; sleep 60',
    );
    const started = performance.now();
    const before = tails.length;
    await until(() => liveTexts(tails).includes('over'));
    const seconds = Math.max(1, (performance.now() - started) / 1000);
    const sent = tails.slice(before);
    expect(sent.length / seconds).toBeLessThanOrEqual(11);
    expect(JSON.stringify(sent).length / seconds).toBeLessThan(24_000);
    expect(last().shape.lines).toBeGreaterThan(700_000);
  });

  it('[GATE43] a hidden page is sent nothing, and the latest state when it is shown', async () => {
    const { socket, view, device, id, tails, until } = await reading(
      'i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.05; done',
    );
    await until(() => tails.length > 3);
    socket.emit('log:pause', { view, paused: true });
    // An answer to a later question: whatever was under way has come.
    await socket.emitWithAck('log:rows', { view, width: 40, from: { row: 0 }, rows: 1 });
    const seen = tails.length;
    const grown = async () => {
      const { body } = await device.call(`GET /api/sessions/${id}/log?tail=1`);
      return Number(/line (\d+)/.exec(String(body))?.[1] ?? 0);
    };
    const from = await grown();
    while ((await grown()) < from + 10);
    expect(tails.length).toBe(seen);
    socket.emit('log:pause', { view, paused: false });
    await until(() => tails.length > seen);
    expect(tails[seen]?.keep).toBe(0);
  });

  it('[GATE44] searches tell the lines that match, and why a pattern is none', async () => {
    const { socket, view, found, until, last } = await reading(
      'seq 3000; echo "RuntimeError: CUDA out of memory"; echo "a warning"; seq 50; sleep 60',
    );
    await until(() => last().shape.lines > 3010);
    const run = async (kind: 'text' | 'regex' | 'errors' | 'warnings', text = '', from = 0) => {
      found.length = 0;
      const asked = await socket.emitWithAck('log:search', { view, query: { kind, text }, from });
      if (!asked.ok) throw new Error(asked.error.message);
      await until(() => found.some(({ search, done }) => done && search === asked.search));
      return { lines: found.flatMap(({ lines }) => lines), problem: found.at(-1)?.problem };
    };
    expect(await run('errors')).toEqual({ lines: [3000], problem: null });
    expect((await run('warnings')).lines).toEqual([3001]);
    expect((await run('errors', '', 3001)).lines).toEqual([]);
    expect((await run('text', 'cuda')).lines).toEqual([3000]);
    expect((await run('regex', '^29\\d9$')).lines).toHaveLength(10);
    expect((await run('regex', '(')).problem).toContain('regular expression');
  });

  it('[GATE45] a look that is none, or nonsense, is answered in words', async () => {
    const { socket, view } = await reading('sleep 60');
    const none = await socket.emitWithAck('log:rows', {
      ...{ view: view + 100, width: 40, rows: 10 },
      from: { row: 0 },
    });
    expect(none).toMatchObject({ ok: false, error: { code: 'not-found' } });
    const nonsense = { view, width: -1, from: {}, rows: 'many' } as never;
    expect(await socket.emitWithAck('log:rows', nonsense)).toMatchObject({ ok: false });
    socket.emit('log:close', { view });
    const closed = await socket.emitWithAck('log:width', { view, width: 50 });
    expect(closed).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('[GATE40] the log of a session that has ended is there, and says so', async () => {
    const { until, last } = await reading('echo first; echo last');
    await until(() => last().ended && last().shape.lines >= 2);
    expect(last().live.filter(({ text }) => text !== '')).toEqual([]);
  });
});
