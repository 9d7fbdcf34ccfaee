// What a storm does to a product, by name: each fault is over when it returns, and what it broke may be
// broken still. Knows nothing of what should come of it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { linesDirectory } from '../../server/screen/transcript/generations.ts';
import { childrenOf } from '../children.ts';
import type { Product } from '../product.ts';
import type { Ghost } from './ghost.ts';
import { killAt, pointNames } from './points.ts';
import type { StormViewer } from './storm-viewer.ts';
import type { Surroundings } from './surroundings.ts';

export interface Storm {
  readonly product: Product;
  /** The jobs that count, by id. */
  readonly jobs: readonly string[];
  readonly viewers: readonly StormViewer[];
  readonly surroundings: Surroundings;
  readonly reconnect: () => Promise<void>;
  readonly haunt: () => Promise<Ghost>;
  /** A whole number below `below`. */
  readonly random: (below: number) => number;
  /** Of this fault: no two are the same. */
  readonly number: number;
  readonly atOnce: number;
  /** Processes that stand still: without their gateway nobody ends them. */
  readonly stopped: number[];
}

/** Resolves to false where it could not strike. */
type Fault = (storm: Storm) => Promise<unknown>;

const hour = 3600;
const day = 24 * hour;

export const faults: Readonly<Record<string, Fault>> = {
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
  async 'view process stopped for good'({ product, stopped }) {
    for (const pid of childrenOf(product.gatewayPid)) {
      process.kill(pid, 'SIGSTOP');
      stopped.push(pid);
    }
  },
  async 'connections cut'({ reconnect }) {
    await reconnect();
  },
  async 'half a request'({ product }) {
    const { hostname, port } = new URL(product.url);
    for (let i = 0; i < 40; i++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write('GET /api/sessions HTTP/1.1\r\nHost: x\r\n');
      setTimeout(() => socket.destroy(), 3000).unref();
    }
  },
  /** Pages that are gone without a word: their connections stay open and take nothing any more. */
  async 'half-open connections'({ haunt }) {
    const ghosts = await Promise.all([haunt(), haunt(), haunt()]);
    for (const ghost of ghosts) ghost.fallSilent();
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
  async 'no files left'({ product, jobs }) {
    const hosts = jobs.map((id) => product.hostPid(id));
    const starved = [product.gatewayPid, ...childrenOf(product.gatewayPid), ...hosts];
    for (const pid of starved) {
      // A view process may have been replaced just now.
      const open = existsSync(`/proc/${pid}`) ? readdirSync(`/proc/${pid}/fd`).length : 64;
      limitFiles(pid, pid === product.gatewayPid ? open + 2 : open);
    }
    await delay(500);
    for (const pid of starved) limitFiles(pid, 1024);
  },
  async 'derived files damaged'({ product, jobs, random, reconnect }) {
    await product.stopGateway('SIGKILL');
    const dir = linesDirectory(join(product.sessionsDirectory, jobs[0] ?? '', 'output'));
    for (const name of readdirSync(dir)) {
      const bytes = readFileSync(join(dir, name));
      for (let i = 0; i < 3 && bytes.length > 0; i++) bytes[random(bytes.length)] = random(256);
      writeFileSync(join(dir, name), bytes);
    }
    await product.startGateway();
    await reconnect();
  },
  async 'the clock jumps'({ product, surroundings, random, reconnect, number }) {
    // No further than devices and links live, and there and back.
    for (const seconds of [hour, -day, 40 * day, -3 * hour, 0]) {
      surroundings.setClock(seconds + random(60));
      await delay(100 + random(200));
      await product.outlive('new', '-d', '-s', `tick${number}.${Math.abs(seconds)}`, 'seq 100');
      await reconnect();
    }
    surroundings.setClock(0);
  },
  async 'a full disk'({ product, surroundings, reconnect, number }) {
    surroundings.fillDisk();
    // It may fail, in a sentence.
    const refused = await product.outlive('new', '-d', '-s', `full${number}`, 'echo here').then(
      () => null,
      (error: { stderr: string }) => error.stderr,
    );
    await reconnect();
    await delay(700);
    surroundings.makeRoom();
    if (refused !== null && !/^outlive: [^\n]+\n$/.test(refused))
      throw new Error(`a full disk is told so: ${refused}`);
  },
  async 'many at once'({ product, number, atOnce }) {
    const names = Array.from({ length: atOnce }, (_, i) => `many${number}-${i}`);
    const answers = await Promise.all(
      names.map((name) => product.outlive('new', '-d', '-s', name, 'echo here')),
    );
    if (answers.length !== atOnce) throw new Error('not all of them were started');
  },
  ...Object.fromEntries(
    pointNames.map((point) => [`killed: ${point}`, (storm: Storm) => killAt(point, storm)]),
  ),
};

/** All kinds, but few of the points: each takes a second or more. */
const shortPoints = [
  'launcher puts it in place',
  'host binds its socket',
  'host writes output',
  'host records the exit',
  'gateway announces itself',
];
export const shortFaults = Object.keys(faults).filter((name) => {
  const point = /^killed: (.*)$/.exec(name)?.[1];
  return point === undefined || shortPoints.includes(point);
});

function limitFiles(pid: number, files: number): void {
  spawnSync('prlimit', ['--pid', String(pid), `--nofile=${files}:`]);
}
