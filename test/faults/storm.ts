// A storm: jobs count, viewers watch them, and everything around them is killed, stopped, starved and
// cut, in an order that a seed decides. Afterwards nothing may be missing or doubled anywhere.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '../product.ts';
import { faults, shortFaults } from './faults.ts';
import { Ghost } from './ghost.ts';
import { counterOf, whatIsWrong } from './oracle.ts';
import { StormViewer } from './storm-viewer.ts';
import { Surroundings } from './surroundings.ts';

const names = ['one', 'two', 'three'];
/** A heartbeat and its patience are 18 s; a WebSocket's farewell may take 30 s more. */
const silenceMs = 60_000;

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
  /** Leaves out the faults that take long. */
  readonly short: boolean;
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
  const plan = shuffled(
    Array.from({ length: rounds }, () => (wanted.short ? shortFaults : Object.keys(faults))).flat(),
    random,
  );
  const stopped: number[] = [];
  const parts = { product, jobs, viewers, surroundings, reconnect, haunt, random, atOnce, stopped };
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
  wrong.push(
    ...(await whatIsWrong(
      product,
      jobs.map((id, i) => ({ id, name: names[i] ?? '', viewer: viewers[i] })),
    )),
  );
  const counted = names.reduce((sum, name) => sum + counterOf(product, name), 0);
  const compared = viewers.reduce((sum, viewer) => sum + viewer.bytes, 0);
  for (const one of [...viewers, ...ghosts]) one.close();
  for (const pid of stopped) endIfStill(pid);
  return { faults: done, counted, compared, wrong };
}

/** Counts on the screen, with a character in two pieces, and on another disk than the state's. */
function counting(product: Product, name: string): string {
  const count = join(product.home, `${name}.count`);
  const line = String.raw`printf 'count %d \xf0\x9f' $i; sleep 0.005; printf '\x98\x80\n'`;
  return `i=0; while :; do ${line}; echo $i > ${count}; i=$((i+1)); sleep 0.02; done`;
}

function endIfStill(pid: number): void {
  try {
    if (/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

async function lastGhost(haunt: () => Promise<Ghost>, wrong: string[]): Promise<void> {
  const ghost = await haunt();
  ghost.fallSilent();
  for (const deadline = Date.now() + silenceMs; !ghost.isGone; await delay(100)) {
    if (Date.now() < deadline) continue;
    wrong.push('the gateway holds a silent connection for ever');
    return;
  }
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
