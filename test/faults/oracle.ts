// What has to be true after a storm: jobs count on, logs hold every number but for gaps that they tell of,
// pages got exactly what the log holds, readers read it, and every session is what it should be.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openOutputReader } from '../../server/log/reader.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { Product } from '../product.ts';
import type { StormViewer } from './storm-viewer.ts';

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly viewer: StormViewer | undefined;
}

export interface Log {
  /** By offset; zeros where it has gaps. */
  readonly bytes: Buffer;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

/** One sentence for each thing that is wrong. */
export async function whatIsWrong(product: Product, jobs: readonly Job[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const job of jobs) wrong.push(...(await whatIsWrongWithJob(product, job)));
  for (const session of await settledSessions(product))
    wrong.push(...(await whatIsWrongWithOther(product, session)));
  return wrong;
}

async function whatIsWrongWithJob(product: Product, { id, name, viewer }: Job): Promise<string[]> {
  const wrong: string[] = [];
  const before = counterOf(product, name);
  for (const deadline = Date.now() + 10_000; counterOf(product, name) === before; await delay(20)) {
    if (Date.now() > deadline) return [`${name} does not count any more`];
  }
  const folder = join(product.sessionsDirectory, id, 'output');
  await viewer?.reached((await wholeLog(folder)).bytes.length);
  const log = await wholeLog(folder);
  wrong.push(...(viewer?.differences(log) ?? []), ...whatIsWrongIn(log, name));
  const text = await product.outlive('logs', '-t', id);
  if (text.includes('\ufffd') && log.gaps.length === 0)
    wrong.push(`the readable log of ${name} has broken characters`);
  const missed = whatReadersMiss(log, text, name);
  // What a reader makes wrong of it has to be looked at: it is kept.
  if (missed.length > 0) keep(join(product.sessionsDirectory, id), text);
  wrong.push(...missed);
  if (numbersIn(text).length < counterOf(product, name) / 2) wrong.push(`${name}: a short log`);
  return wrong;
}

/** A session beside the jobs: how it had to end, and whether its log is one that was counted into. */
async function whatIsWrongWithOther(
  product: Product,
  { id, name, state, reason, exitCode }: SessionSummary,
): Promise<string[]> {
  const wrong: string[] = [];
  if (state === 'starting') wrong.push(`${name} is on its way up for ever`);
  if (/^(many|flood|tick|full)/.test(name) && state === 'ended' && exitCode !== 0)
    wrong.push(`${name} ended with ${exitCode}, ${reason}`);
  if (/^(victim|point)/.test(name) && state !== 'ended') wrong.push(`${name} is ${state}`);
  if (!name.startsWith('point')) return wrong;
  const log = await wholeLog(join(product.sessionsDirectory, id, 'output'));
  const text = await product.outlive('logs', '-t', id).catch((error: Error) => error.message);
  return [...wrong, ...whatIsWrongIn(log, name), ...whatReadersMiss(log, text, name)];
}

/** Between two gaps no number is missing or doubled, and no gap goes back. */
function whatIsWrongIn(log: Log, name: string): string[] {
  const pieces = piecesOf(log).map(numbersIn);
  const isWhole = pieces.every((piece) => piece.every((n, at) => n === (piece[0] ?? 0) + at));
  const all = pieces.flat();
  const isRising = all.every((n, at) => at === 0 || n > (all[at - 1] ?? 0));
  const isFromZero = log.gaps[0]?.from === 0 || (all[0] ?? 0) === 0;
  if (isWhole && isRising && isFromZero) return [];
  return [`the log of ${name} misses or doubles numbers (${log.gaps.length} gaps)`];
}

function whatReadersMiss(log: Log, text: string, name: string): string[] {
  const numbers = piecesOf(log).flatMap(numbersIn);
  const read = numbersIn(text);
  const at = numbers.findIndex((n, i) => n !== read[i]);
  if (at < 0) return [];
  return [`the readable log of ${name} has ${read[at]} in place of ${numbers[at]}`];
}

/** What stands between gaps: a gap ends a line, wherever in it it begins. */
function piecesOf({ bytes, gaps }: Log): string[] {
  const starts = [0, ...gaps.map(({ to }) => to)];
  return starts.map((from, i) => `${bytes.subarray(from, gaps[i]?.from)}`);
}

function keep(sessionDir: string, text: string): void {
  const kept = mkdtempSync('/tmp/outlive-storm-');
  cpSync(sessionDir, kept, { recursive: true, filter: (path) => !path.endsWith('/sock') });
  writeFileSync(join(kept, 'read.txt'), text);
  console.log(`What was read wrong is kept in ${kept}.`);
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/^count (\d+) 😀\r?$/gm)].map(([, n]) => Number(n));
}

export function counterOf(product: Product, name: string): number {
  try {
    return Number(readFileSync(join(product.home, `${name}.count`), 'utf8')) || 0;
  } catch {
    return 0; // Not begun yet.
  }
}

/** All sessions, once none is on its way up any more. */
async function settledSessions(product: Product): Promise<SessionSummary[]> {
  for (const deadline = Date.now() + 15_000; ; await delay(100)) {
    const all = JSON.parse(await product.outlive('ls', '--json')) as SessionSummary[];
    if (Date.now() > deadline || all.every(({ state }) => state !== 'starting')) return all;
  }
}

async function wholeLog(outputDir: string): Promise<Log> {
  const reader = openOutputReader(outputDir);
  const parts: Uint8Array[] = [];
  const gaps: { from: number; to: number }[] = [];
  for (let at = 0; ; ) {
    const next = await reader.read(at, 1 << 20);
    if (next.kind === 'end') break;
    if (next.kind === 'gap') gaps.push({ from: next.from, to: next.to });
    const bytes = next.kind === 'gap' ? Buffer.alloc(next.to - next.from) : next.bytes;
    parts.push(bytes);
    at += bytes.length;
  }
  await reader.close();
  return { bytes: Buffer.concat(parts), gaps };
}
