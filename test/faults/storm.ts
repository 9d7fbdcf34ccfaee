// A storm: jobs count, viewers watch them, and everything around them is killed, stopped, starved and
// cut, in an order that a seed decides. Afterwards nothing may be missing or doubled anywhere.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openOutputReader } from '../../server/log/reader.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { Product } from '../product.ts';
import { StormViewer } from './storm-viewer.ts';

const jobs = ['one', 'two', 'three'];

export interface StormReport {
  readonly faults: Readonly<Record<string, number>>;
  /** Numbers counted by the jobs in all. */
  readonly counted: number;
  /** Bytes that viewers got, and that were compared with the log. */
  readonly compared: number;
  /** What was found wrong; empty when all is well. */
  readonly wrong: readonly string[];
}

type Fault = (storm: Storm) => Promise<void>;

const faults: Readonly<Record<string, Fault>> = {
  async 'gateway killed'({ product, reconnect }) {
    await product.stopGateway('SIGKILL');
    await product.startGateway();
    await reconnect();
  },
  async 'gateway stopped for a while'({ product }) {
    process.kill(product.gatewayPid, 'SIGSTOP');
    await delay(700);
    process.kill(product.gatewayPid, 'SIGCONT');
  },
  async 'view process killed'({ product }) {
    for (const pid of childrenOf(product.gatewayPid)) process.kill(pid, 'SIGKILL');
  },
  async 'view process stopped for good'({ product }) {
    for (const pid of childrenOf(product.gatewayPid)) process.kill(pid, 'SIGSTOP');
  },
  async 'connections cut'({ reconnect }) {
    await reconnect();
  },
  async 'half-open connections'({ product }) {
    const { hostname, port } = new URL(product.url);
    for (let i = 0; i < 40; i++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write('GET /api/sessions HTTP/1.1\r\nHost: x\r\n');
      setTimeout(() => socket.destroy(), 3000).unref();
    }
  },
  async 'a storm of resizes'({ viewers, random }) {
    for (let i = 0; i < 40; i++) {
      for (const viewer of viewers) viewer.resize(20 + random(180), 5 + random(60));
    }
  },
  async 'a flood'({ product, number }) {
    await product.outlive('new', '-d', '-s', `flood${number}`, 'seq 300000');
  },
  async 'a host killed'({ product, number }) {
    await product.outlive('new', '-d', '-s', `victim${number}`, 'sleep 600');
    const id = await product.idOf(`victim${number}`);
    process.kill(product.hostPid(id), 'SIGKILL');
    await product.outlive('kill-session', '-t', id).catch(() => {});
  },
  async 'no files left'({ product }) {
    const { gatewayPid } = product;
    const open = readdirSync(`/proc/${gatewayPid}/fd`).length;
    spawnSync('prlimit', ['--pid', String(gatewayPid), `--nofile=${open + 2}:`]);
    await delay(500);
    spawnSync('prlimit', ['--pid', String(gatewayPid), '--nofile=1024:']);
  },
  async 'derived files damaged'({ product, random, reconnect }) {
    await product.stopGateway('SIGKILL');
    const dir = join(product.sessionsDirectory, await product.idOf(jobs[0] ?? ''), 'transcript');
    for (const name of readdirSync(dir)) {
      const bytes = readFileSync(join(dir, name));
      for (let i = 0; i < 3 && bytes.length > 0; i++) bytes[random(bytes.length)] = random(256);
      writeFileSync(join(dir, name), bytes);
    }
    await product.startGateway();
    await reconnect();
  },
  async 'many at once'({ product, number, atOnce }) {
    const names = Array.from({ length: atOnce }, (_, i) => `many${number}-${i}`);
    const answers = await Promise.all(
      names.map((name) => product.outlive('new', '-d', '-s', name, 'echo here')),
    );
    if (answers.length !== atOnce) throw new Error('not all of them were started');
  },
};

interface Storm {
  readonly product: Product;
  readonly viewers: readonly StormViewer[];
  readonly reconnect: () => Promise<void>;
  /** A whole number below `below`. */
  readonly random: (below: number) => number;
  /** Of this fault: no two are the same. */
  readonly number: number;
  readonly atOnce: number;
}

/** Runs until every fault has come `rounds` times. */
export async function storm(
  product: Product,
  { seed, rounds, atOnce }: { seed: number; rounds: number; atOnce: number },
): Promise<StormReport> {
  await product.startGateway();
  await product.pair();
  for (const name of jobs) {
    const counts = `i=0; while :; do echo count $i; echo $i > ${product.state}/${name}.count; i=$((i+1)); sleep 0.02; done`;
    await product.outlive('new', '-d', '-s', name, counts);
  }
  const ids = await Promise.all(jobs.map((name) => product.idOf(name)));
  const viewers = ids.map((id) => new StormViewer(product, id));
  const reconnect = async () => {
    await Promise.all(viewers.map((viewer) => viewer.reconnect()));
  };
  await reconnect();
  const random = randomOf(seed);
  const done: Record<string, number> = {};
  const plan = shuffled(Array.from({ length: rounds }, () => Object.keys(faults)).flat(), random);
  for (const [number, name] of plan.entries()) {
    await faults[name]?.({ product, viewers, reconnect, random, number, atOnce });
    done[name] = (done[name] ?? 0) + 1;
    await delay(random(300));
  }
  await reconnect();
  const wrong = await whatIsWrong(product, ids, viewers);
  const counted = jobs.reduce((sum, name) => sum + counterOf(product, name), 0);
  const compared = viewers.reduce((sum, viewer) => sum + viewer.bytes, 0);
  for (const viewer of viewers) viewer.close();
  return { faults: done, counted, compared, wrong };
}

async function whatIsWrong(
  product: Product,
  ids: readonly string[],
  viewers: readonly StormViewer[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [i, name] of jobs.entries()) {
    const before = counterOf(product, name);
    const deadline = Date.now() + 10_000;
    while (counterOf(product, name) === before && Date.now() < deadline) await delay(20);
    if (counterOf(product, name) === before) wrong.push(`${name} does not count any more`);
    const log = await wholeLog(join(product.sessionsDirectory, ids[i] ?? '', 'output'));
    await viewers[i]?.reached(log.length);
    const whole = await wholeLog(join(product.sessionsDirectory, ids[i] ?? '', 'output'));
    const numbers = [...whole.toString().matchAll(/^count (\d+)\r$/gm)].map(([, n]) => Number(n));
    if (numbers.some((n, at) => n !== at))
      wrong.push(`the log of ${name} misses or doubles numbers`);
    wrong.push(...(viewers[i]?.differences(whole) ?? []));
    const text = await product.outlive('logs', '-t', name);
    const read = [...text.matchAll(/^count (\d+)$/gm)].map(([, n]) => Number(n));
    if (read.some((n, at) => n !== at))
      wrong.push(`the readable log of ${name} misses or doubles numbers`);
  }
  const listed = JSON.parse(await product.outlive('ls', '--json')) as SessionSummary[];
  for (const { name, state, reason, exitCode } of listed) {
    if (/^(many|flood)/.test(name) && state === 'ended' && exitCode !== 0)
      wrong.push(`${name} ended with ${exitCode}`);
    if (name.startsWith('victim') && reason !== 'lost' && reason !== 'killed')
      wrong.push(`${name} is ${state}, ${reason}`);
  }
  return wrong;
}

function counterOf(product: Product, name: string): number {
  try {
    return Number(readFileSync(join(product.state, `${name}.count`), 'utf8')) || 0;
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

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
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
