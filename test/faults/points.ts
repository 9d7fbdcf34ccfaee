// Processes killed at named points: right where they make a change to the disk or to the system that
// others will find half done. strace(1) stands at the point and kills, so the product has nothing in it
// for that.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from '../children.ts';
import type { Storm } from './faults.ts';

interface Point {
  readonly of: 'launch' | 'host' | 'view' | 'gateway';
  /** The calls that it stands at; `when`: the how manieth, the first unless told. */
  readonly calls: string;
  readonly when?: number;
  /** Only where this file is concerned: a path, or one below the session's folder. */
  readonly path?: string;
  /** How long the process may take to get there; 3 s unless told. It need not. */
  readonly patienceMs?: number;
}

const writes = 'write,writev,pwrite64,pwritev,pwritev2';
const patienceMs = 3000;
const renames = 'rename,renameat,renameat2';

const points: Readonly<Record<string, Point>> = {
  'launcher makes the folder': { of: 'launch', calls: 'mkdir,mkdirat', when: 2 },
  'launcher puts it in place': { of: 'launch', calls: renames },
  'launcher starts the host': { of: 'launch', calls: 'execve', when: 2 },
  'host binds its socket': { of: 'launch', calls: 'bind' },
  'host listens': { of: 'launch', calls: 'listen' },
  'host opens the terminal': { of: 'launch', calls: 'openat', path: '/dev/ptmx' },
  'host writes output': { of: 'host', calls: writes, when: 3, path: 'output/*.log' },
  'host writes the timeline': { of: 'host', calls: writes, path: 'output/*.timeline' },
  'host syncs the log': { of: 'host', calls: 'fsync,fdatasync' },
  'host records the exit': { of: 'host', calls: writes, path: 'output/exit.json' },
  'host takes its socket away': { of: 'host', calls: 'unlink,unlinkat' },
  'view process writes lines': { of: 'view', calls: 'pwrite64,pwritev' },
  'view process keeps a checkpoint': { of: 'view', calls: renames, patienceMs: 9000 },
  'gateway locks': { of: 'gateway', calls: 'link,linkat' },
  'gateway announces itself': { of: 'gateway', calls: renames },
  'gateway listens': { of: 'gateway', calls: 'listen' },
};

export const pointNames = Object.keys(points);

const ways = { launch: killLaunch, host: killHost, view: killViews, gateway: killGateway };

/** Resolves to whether the process came to the point, and was killed there. */
export async function killAt(name: string, storm: Storm): Promise<boolean> {
  const point = points[name];
  if (point === undefined) throw new Error(`there is no point ${name}`);
  const trace = join(storm.product.home, `trace-${storm.number}`);
  await ways[point.of](point, trace, storm);
  return /killed by SIGKILL/.test(readFileSync(trace, 'utf8'));
}

/** The launcher, or the host that it starts. */
async function killLaunch(point: Point, trace: string, { product, number }: Storm): Promise<void> {
  const under = ['timeout', '10', 'strace', '-f', ...standing(point, trace, point.path ?? null)];
  const told = await product
    .outliveUnder(under, 'new', '-d', '-s', `point${number}`, 'sleep 600')
    .then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    );
  if (/\n\s+at /.test(told)) throw new Error(`a launch was not refused in words: ${told}`);
  await product.outlive('kill-session', '-t', `point${number}`).catch(() => {});
}

/** A host that is in the middle of its work: its session counts, and ends when it is asked to. */
async function killHost(point: Point, trace: string, { product, number }: Storm): Promise<void> {
  const name = `point${number}`;
  const counts =
    'trap "exit 0" TERM; i=0; while :; do echo count $i 😀; i=$((i+1)); sleep 0.02; done';
  await product.outlive('new', '-d', '-s', name, counts);
  const id = await product.idOf(name);
  const dir = join(product.sessionsDirectory, id);
  const path = point.path === undefined ? null : newest(dir, point.path);
  const strace = await standAt(point, trace, { path, pid: product.hostPid(id) });
  const gone = new Promise((resolve) => strace.once('exit', resolve));
  await settled(gone, 500);
  // What comes only at the end comes now.
  await product.outlive('kill-session', '-t', name).catch(() => {});
  await settled(gone, point.patienceMs ?? patienceMs);
  strace.kill();
  await product.outlive('kill-session', '-t', id).catch(() => {});
}

async function killViews(
  point: Point,
  trace: string,
  { product, reconnect }: Storm,
): Promise<void> {
  const pids = childrenOf(product.gatewayPid);
  const straces = await Promise.all(pids.map((pid) => standAt(point, trace, { path: null, pid })));
  await reconnect();
  const gone = straces.map((strace) => new Promise((resolve) => strace.once('exit', resolve)));
  await settled(Promise.all(gone), point.patienceMs ?? patienceMs);
  for (const strace of straces) strace.kill();
}

/** One that comes up, and the next, which has to come up over what it left. */
async function killGateway(
  point: Point,
  trace: string,
  { product, reconnect }: Storm,
): Promise<void> {
  await product.stopGateway('SIGKILL');
  const under = ['timeout', '10', 'strace', '-f', ...standing(point, trace, null)];
  await product.startGateway(under).then(
    () => product.stopGateway('SIGTERM'),
    () => {},
  );
  await product.startGateway();
  await reconnect();
}

/** Words for strace; it says nothing but when it has come. */
function standing({ calls, when = 1 }: Point, trace: string, path: string | null): string[] {
  const only = path === null ? [] : ['-P', path];
  return ['-o', trace, '-A', ...only, '-e', `inject=${calls}:signal=KILL:when=${when}`];
}

/** Resolves when strace stands there. It goes with the process. */
async function standAt(
  point: Point,
  trace: string,
  { path, pid }: { path: string | null; pid: number },
): Promise<ChildProcess> {
  const words = ['-f', ...standing(point, trace, path), '-p', String(pid)];
  const strace = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve) => {
    strace.once('error', () => resolve());
    strace.once('exit', () => resolve());
    strace.stderr.once('data', () => resolve());
  });
  return strace;
}

/** The last of the files that match, `*` standing for a number. */
function newest(dir: string, pattern: string): string {
  const [folder = '', file = ''] = pattern.split('/');
  const ending = file.replace('*', '');
  const names = readdirSync(join(dir, folder)).filter((name) => name.endsWith(ending));
  return join(dir, folder, names.sort().at(-1) ?? file);
}

async function settled(promise: Promise<unknown>, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
