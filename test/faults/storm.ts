// A storm: jobs count, viewers watch them, and everything around them is killed, stopped, starved and
// cut, in an order that a seed decides. Afterwards nothing may be missing or doubled anywhere.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openOutputReader } from '../../server/log/reader.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { Product } from '../product.ts';
import { faults } from './faults.ts';
import { Ghost } from './ghost.ts';
import { StormViewer } from './storm-viewer.ts';
import { Surroundings } from './surroundings.ts';

const names = ['one', 'two', 'three'];
const counted = /^count (\d+) 😀\r?$/gm;

export interface StormReport {
  readonly faults: Readonly<Record<string, number>>;
  /** Numbers counted by the jobs in all. */
  readonly counted: number;
  /** Bytes that viewers got, and that were compared with the log. */
  readonly compared: number;
  /** What was found wrong; empty when all is well. */
  readonly wrong: readonly string[];
}

interface Wanted {
  readonly seed: number;
  readonly rounds: number;
  /** Sessions that are started at the same moment. */
  readonly atOnce: number;
  /** Waits for the heartbeat to find connections that fell silent. */
  readonly patient: boolean;
}

/** Runs until every fault has come `rounds` times; null where this user may not bring them about. */
export async function storm(product: Product, wanted: Wanted): Promise<StormReport | null> {
  const { seed, rounds, atOnce } = wanted;
  const surroundings = await Surroundings.make(product.state);
  if (surroundings === null) return null;
  product.putInto(surroundings);
  await product.startGateway();
  await product.pair();
  for (const name of names) await product.outlive('new', '-d', '-s', name, counting(product, name));
  const jobs = await Promise.all(names.map((name) => product.idOf(name)));
  const viewers = jobs.map((id) => new StormViewer(product, id));
  const ghosts: Ghost[] = [];
  const reconnect = async () => {
    await Promise.all(viewers.map((viewer) => viewer.reconnect()));
  };
  const haunt = async () => {
    const ghost = await Ghost.at(product, jobs[0] ?? '');
    ghosts.push(ghost);
    return ghost;
  };
  await reconnect();
  const random = randomOf(seed);
  const done: Record<string, number> = {};
  const wrong: string[] = [];
  const plan = shuffled(Array.from({ length: rounds }, () => Object.keys(faults)).flat(), random);
  const parts = { product, jobs, viewers, surroundings, reconnect, haunt, random, atOnce };
  for (const [number, name] of plan.entries()) {
    const struck = await faults[name]?.({ ...parts, number }).catch((error: Error) => {
      wrong.push(`${name}: ${error.stack}`);
    });
    const word = struck === false ? `(missed) ${name}` : name;
    done[word] = (done[word] ?? 0) + 1;
    await delay(random(300));
  }
  if (wanted.patient) await lastGhost(haunt, wrong);
  await reconnect();
  wrong.push(...(await whatIsWrong(product, jobs, viewers)));
  const counted = names.reduce((sum, name) => sum + counterOf(product, name), 0);
  const compared = viewers.reduce((sum, viewer) => sum + viewer.bytes, 0);
  for (const one of [...viewers, ...ghosts]) one.close();
  return { faults: done, counted, compared, wrong };
}

/** Counts on the screen, with a character in two pieces, and on another disk than the state's. */
function counting(product: Product, name: string): string {
  const count = join(product.home, `${name}.count`);
  const line = String.raw`printf 'count %d \xf0\x9f' $i; sleep 0.005; printf '\x98\x80\n'`;
  return `i=0; while :; do ${line}; echo $i > ${count}; i=$((i+1)); sleep 0.02; done`;
}

async function lastGhost(haunt: () => Promise<Ghost>, wrong: string[]): Promise<void> {
  const ghost = await haunt();
  ghost.fallSilent();
  for (const deadline = Date.now() + 40_000; !ghost.isGone; await delay(100)) {
    if (Date.now() < deadline) continue;
    wrong.push('the gateway holds a silent connection for ever');
    return;
  }
}

async function whatIsWrong(
  product: Product,
  ids: readonly string[],
  viewers: readonly StormViewer[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [i, name] of names.entries()) {
    const before = counterOf(product, name);
    const deadline = Date.now() + 10_000;
    while (counterOf(product, name) === before && Date.now() < deadline) await delay(20);
    if (counterOf(product, name) === before) wrong.push(`${name} does not count any more`);
    const log = await wholeLog(join(product.sessionsDirectory, ids[i] ?? '', 'output'));
    await viewers[i]?.reached(log.length);
    const whole = await wholeLog(join(product.sessionsDirectory, ids[i] ?? '', 'output'));
    const numbers = [...whole.toString().matchAll(counted)].map(([, n]) => Number(n));
    if (numbers.some((n, at) => n !== at))
      wrong.push(`the log of ${name} misses or doubles numbers`);
    wrong.push(...(viewers[i]?.differences(whole) ?? []));
    const text = await product.outlive('logs', '-t', name);
    const read = [...text.matchAll(counted)].map(([, n]) => Number(n));
    if (read.some((n, at) => n !== at))
      wrong.push(`the readable log of ${name} misses or doubles numbers`);
    if (text.includes('\ufffd')) wrong.push(`the readable log of ${name} has broken characters`);
    if (read.length < counterOf(product, name) / 2)
      wrong.push(`the readable log of ${name} is short`);
  }
  for (const session of await settledSessions(product)) {
    wrong.push(...(await whatIsWrongWith(session, product)));
  }
  return wrong;
}

/** All of them, once none is on its way up any more. */
async function settledSessions(product: Product): Promise<SessionSummary[]> {
  for (const deadline = Date.now() + 15_000; ; await delay(100)) {
    const all = JSON.parse(await product.outlive('ls', '--json')) as SessionSummary[];
    if (Date.now() > deadline || all.every(({ state }) => state !== 'starting')) return all;
  }
}

/** A session beside the jobs: how it had to end, and whether its log is one that was counted into. */
async function whatIsWrongWith(
  { id, name, state, reason, exitCode }: SessionSummary,
  product: Product,
): Promise<string[]> {
  const wrong: string[] = [];
  if (state === 'starting') wrong.push(`${name} is on its way up for ever`);
  if (/^(many|flood|tick|full)/.test(name) && state === 'ended' && exitCode !== 0)
    wrong.push(`${name} ended with ${exitCode}, ${reason}`);
  const isEnded = ['lost', 'killed', 'exit'].includes(reason ?? '');
  if (/^(victim|point)/.test(name) && !isEnded) wrong.push(`${name} is ${state}, ${reason}`);
  if (!name.startsWith('point')) return wrong;
  const log = await wholeLog(join(product.sessionsDirectory, id, 'output'));
  const numbers = [...log.toString().matchAll(/^count (\d+)\r$/gm)].map(([, n]) => Number(n));
  if (numbers.some((n, at) => n !== at)) wrong.push(`the log of ${name} misses or doubles numbers`);
  const text = await product.outlive('logs', '-t', id).catch((error: Error) => error.message);
  const read = [...text.matchAll(/^count (\d+)$/gm)].map(([, n]) => Number(n));
  if (read.length !== numbers.length || read.some((n, at) => n !== at))
    wrong.push(
      `the readable log of ${name} has ${read.length} of ${numbers.length} numbers: ${text.slice(0, 200)}`,
    );
  return wrong;
}

function counterOf(product: Product, name: string): number {
  try {
    return Number(readFileSync(join(product.home, `${name}.count`), 'utf8')) || 0;
  } catch {
    return 0; // Not begun yet.
  }
}

async function wholeLog(outputDir: string): Promise<Buffer> {
  const reader = openOutputReader(outputDir);
  const parts: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const next = await reader.read(at, 1 << 20);
    if (next.kind !== 'bytes') break;
    parts.push(next.bytes);
    at += next.bytes.length;
  }
  await reader.close();
  return Buffer.concat(parts);
}

function shuffled<T>(items: readonly T[], random: (below: number) => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0] as T);
}

/** A linear congruential generator (Numerical Recipes' constants). */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
