import { expect, test } from 'vitest';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { readProcessTable } from '../../server/sessions/process-table.ts';
import { signal, sweep } from '../../server/sessions/sweep.ts';
import { until } from './harness.ts';
import { end, hold, isThere, membershipOf, startTree, type Tree } from './processes.ts';

test('[SESS22] processes that heed HUP or TERM are gone at once', async () => {
  const tree = startTree('sleep 60 & setsid sleep 60 & note away $!; wait');
  await tree.noted('away');
  const { result, tookMs } = await ended(tree);
  expect(result.survivors).toEqual([]);
  expect(result.ended.length).toBeGreaterThanOrEqual(2);
  expect(tookMs).toBeLessThan(1500);
});

test('[SESS22] those that ignore HUP and TERM are killed after 2 s, wherever they hide', async () => {
  const tree = startTree(`
    trap '' HUP TERM INT
    setsid bash -c 'trap "" HUP TERM; for i in {1..300}; do sleep 0.2; done' & note away $!
    nohup bash -c 'trap "" TERM; sleep 60 & wait' >/dev/null & note job $!
    note program $$
    for i in {1..300}; do sleep 0.2; done`);
  const pids = await tree.noted('away', 'job', 'program');
  const { result, tookMs } = await ended(tree);
  expect(result.survivors).toEqual([]);
  expect(pids.map(isThere)).toEqual([false, false, false]);
  expect(tookMs).toBeGreaterThan(1900);
});

test('[SESS22] a program is given its 2 s to save what it has', async () => {
  const tree = startTree(`
    trap '' HUP
    trap 'sleep 0.7; note saved 1; exit' TERM
    note ready $$
    for i in {1..1200}; do sleep 0.05; done`);
  await tree.noted('ready');
  await ended(tree);
  expect(await tree.said('saved')).toBe(1);
});

test('[SESS22] without insisting, those that ignore HUP and TERM are named and left', async () => {
  const tree = startTree(`trap '' HUP TERM; note ready $$; for i in {1..300}; do sleep 0.2; done`);
  await tree.noted('ready');
  const { result } = await ended(tree, { insist: false });
  expect(result.survivors.map(({ pid }) => pid)).toContain(tree.pid);
});

test('[SESS22] a stopped process is continued, so that it can act on TERM', async () => {
  const tree = startTree(`
    trap '' HUP
    trap 'note told 1; exit' TERM
    note ready $$
    for i in {1..1200}; do sleep 0.05; done`);
  await tree.noted('ready');
  hold(processIdentity(tree.pid));
  const { tookMs } = await ended(tree);
  expect(await tree.said('told')).toBe(1);
  expect(tookMs).toBeLessThan(1900);
});

test('[SESS22] a program that was asked by its host already is not asked twice', async () => {
  const tree = startTree(`
    count=0
    trap 'count=$((count+1)); note told $count' TERM
    trap '' HUP
    note ready $$
    for i in {1..1200}; do sleep 0.05; done`);
  await tree.noted('ready');
  process.kill(-tree.pid, 'SIGTERM');
  expect(await tree.said('told')).toBe(1);
  await ended(tree, { asked: ({ group }) => group === tree.pid });
  expect(await tree.said('told')).toBe(1);
});

test('[SESS22] what forks without end is ended all the same', async () => {
  // Each starts the next and ends: who is on the list is often gone when the signal comes. Not
  // quite without end, should the test be killed.
  const next = 'trap "" HUP TERM; sleep 0.1; [ $((n += 1)) -lt 200 ] && setsid bash -c "$N" &';
  const tree = startTree(`export n=0 N='${next}'; note ready $$; setsid bash -c "$N" & wait`);
  await tree.noted('ready');
  const { result } = await ended(tree);
  expect(result.survivors).toEqual([]);
  const again = membershipOf(tree);
  expect(again.find(await readProcessTable())).toEqual([]);
});

test('[SESS23] a process whose number was reused is never signalled', async () => {
  const tree = startTree('exec sleep 60');
  await until('it is there', () => isThere(tree.pid));
  signal({ pid: tree.pid, startTime: '1' }, 'SIGKILL');
  expect(isThere(tree.pid)).toBe(true);
  end(processIdentity(tree.pid));
});

async function ended(tree: Tree, more: Partial<Parameters<typeof sweep>[0]> = {}) {
  const membership = membershipOf(tree);
  const begun = performance.now();
  const find = async () => membership.find(await readProcessTable());
  const result = await sweep({ find, insist: true, ...more });
  return { result, tookMs: performance.now() - begun };
}
