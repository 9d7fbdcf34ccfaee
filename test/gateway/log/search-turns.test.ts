import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { SearchTurns, searchTurnLimits } from '../../../server/gateway/log/search-turns.ts';
import { TestGateway, testState } from '../gateways.ts';
import { ReadPage, told } from './read-page.ts';

test('[LINES10] two searches of a device run at once and four in all, the others in their turn', () => {
  const turns = new SearchTurns();
  const begun: string[] = [];
  const overs: (() => void)[] = [];
  const search = (owner: string, name: string) =>
    turns.take(owner, (over) => {
      begun.push(name);
      overs.push(over);
      return () => begun.push(`${name} ended`);
    });
  const ends = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1'].map((name) =>
    search(name.charAt(0), name),
  );
  expect(begun).toEqual(['a1', 'a2', 'b1', 'b2']);
  overs[0]?.();
  expect(begun.slice(4)).toEqual(['a3']);
  ends[5]?.(); // Never began, and never will.
  overs[2]?.();
  expect(begun.slice(5)).toEqual(['c1']);
});

test('[LINES10] a search that is ended early gives its place back a moment later, once', () => {
  vi.useFakeTimers();
  try {
    const turns = new SearchTurns({ ...searchTurnLimits, each: 1 });
    let begun = 0;
    for (let i = 0; i < 100; i++)
      turns.take('a', () => {
        begun++;
        return () => {};
      })();
    expect(begun).toBe(1);
    turns.take('a', () => {
      begun++;
      return () => {};
    });
    vi.advanceTimersByTime(searchTurnLimits.restMs - 1);
    expect(begun).toBe(1);
    vi.advanceTimersByTime(1);
    expect(begun).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

/** This process's view processes: the gateway runs in it. */
function viewProcesses(): number[] {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'latin1')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return children.filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('screen/main'),
  );
}

test.skipIf(process.platform !== 'linux')(
  '[LINES10] 96 expressions that take forever cost no view process its life, and nobody else their log',
  async () => {
    const gateway = await TestGateway.start(await testState());
    const device = await gateway.pair();
    const { id } = await device.launch(
      'log',
      `printf 'a%.0s' $(seq 200); echo '!'; echo done; read x`,
    );
    const views = viewProcesses();
    expect(views).toHaveLength(1);
    for (let n = 0; n < 12; n++) {
      const socket = await device.connect();
      for (let m = 0; m < 8; m++) {
        const { view } = await ReadPage.open(socket, id);
        const query = { kind: 'regex', text: `(a+)+$${n}${m}` } as const;
        told(await socket.emitWithAck('log:search', { view, query, from: 0 }));
      }
    }
    const other = await gateway.pair('other');
    const beside = await ReadPage.open(await other.connect(), id);
    await beside.until(() => beside.lastLine === 'done');
    expect(await beside.search({ kind: 'text', text: 'done' })).toMatchObject({ problem: null });
    expect(gateway.said).toEqual([]);
    expect(viewProcesses()).toEqual(views);
  },
  60_000,
);
