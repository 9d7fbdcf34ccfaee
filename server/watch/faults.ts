// Rows that tell of trouble: tracebacks by their last line, signals, launchers and schedulers that
// give up, logged errors. Only whole rows of a known form count: prose about errors is none.

import type { EventKind } from '../protocol/watch.ts';
import type { Row } from './entries.ts';
import { addEvent } from './events.ts';
import type { Prefix } from './prefix.ts';
import type { Traceback, WatchState } from './state.ts';

interface Fault {
  readonly kind: EventKind;
  readonly serious: boolean;
  readonly text: string;
}

/** Each is anchored, and has no repetition within one. */
const patterns: readonly (readonly [EventKind, RegExp])[] = [
  [
    'timeLimit',
    /^(?:slurmstepd|srun): error: \*{3} (?:JOB|STEP) [\w.+]+ ON [\w.-]+ CANCELLED AT \S+ DUE TO TIME LIMIT \*{3}/,
  ],
  [
    'killed',
    /^(?:slurmstepd|srun): error: \*{3} (?:JOB|STEP) [\w.+]+ ON [\w.-]+ (?:CANCELLED|FAILED) /,
  ],
  ['oom', /^(?:slurmstepd|srun): error: .{0,80}oom[-_ ]kill/i],
  ['oom', /^srun: error: .{0,120}: Out Of Memory$/],
  [
    'oom',
    /^(?:java\.lang\.OutOfMemoryError|fatal error: runtime: out of memory|Out of memory: Killed process \d+)/,
  ],
  [
    'crash',
    /^(?:[\w./-]{1,100}: line \d{1,6}: {1,4}\d{1,9} )?(?:Segmentation fault|Bus error|Illegal instruction|Floating point exception|Aborted)(?: {1,9}\S.*| \(core dumped\).*)?$/,
  ],
  [
    'crash',
    /^\[?\d?\]?[+-]? {0,4}\d{1,9} (?:segmentation fault|bus error|abort|illegal hardware instruction) /,
  ],
  [
    'crash',
    /^(?:zsh: (?:segmentation fault|bus error|abort) |Fatal Python error: |\*{3} (?:stack smashing detected|Process received signal) \*{3}|terminate called after throwing an instance of |thread '[^']{1,80}' (?:\(\d+\) )?panicked at |panic: |SIGSEGV: |Caught signal \d)/,
  ],
  ['killed', /^(?:[\w./-]{1,100}: line \d{1,6}: {1,4}\d{1,9} |zsh: )?[Kk]illed(?: {1,9}\S.*)?$/],
  [
    'crash',
    /^(?:RuntimeError: )?DataLoader worker \(pid(?:\(s\))? [\d, ]{1,80}\) (?:is killed by signal|exited unexpectedly)/,
  ],
  [
    'hang',
    /^[[(]?(?:rank|\[|PG |[EWI]\d{4} ).{0,160}\bWatchdog caught collective operation timeout/,
  ],
  ['error', /^(?:Error executing job with overrides: |Exception in thread "[^"]{1,80}" \S)/],
];

const hang = /^.{0,160}\bProcessGroupNCCL\b.{0,200}(?:NCCL error|terminated with exception)/;

/** What the last line of a traceback is about. */
const causes: readonly (readonly [EventKind, RegExp])[] = [
  [
    'oom',
    /OutOfMemory|ResourceExhausted|CUDA out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED|RESOURCE_EXHAUSTED|DefaultCPUAllocator: |Unable to allocate|^MemoryError\b|HIP out of memory|MPS backend out of memory/,
  ],
  ['crash', /DataLoader worker \(pid/],
  ['hang', /NCCL.{0,80}(?:timeout|timed out)|Watchdog caught/i],
];

/** A class of exceptions at the beginning of a row, as Python prints them. */
const exception = /^(?:[A-Za-z_][\w]{0,60}\.){0,8}[A-Z][A-Za-z0-9_]{1,80}(?:: .*|)$/;
const exceptionName =
  /(?:Error|Exception|Exit|Interrupt|Warning|Failure|Failed|Timeout|StopIteration|Abort|NotFound|Exhausted|Killed|Empty|Full)$/;
const opening = 'Traceback (most recent call last):';
const [maxTracebacks, maxTracebackRows] = [8, 400];
/** On a row of its own without a traceback: what logs and C++ print. */
const alone =
  /^(?:(?:torch\.(?:cuda\.)?)?OutOfMemoryError: |RuntimeError: (?:CUDA|HIP) (?:error: )?out of memory|RuntimeError: CUDA error: |jaxlib\.xla_extension\.XlaRuntimeError: RESOURCE_EXHAUSTED|numpy\.core\._exceptions\._ArrayMemoryError: |MemoryError$|ResourceExhaustedError: )/;

/** `indent`: blanks before the row, once its prefix is off. True when the row is about trouble alone. */
export function fault(state: WatchState, text: string, row: Row, prefix: Prefix): boolean {
  const indent = prefix.at - (row.text.length - row.text.trimStart().length) > 0 ? 0 : prefix.at;
  if (text.endsWith(opening)) {
    if (text === opening ? indent === 0 : /[\]|)]Traceback/.test(text.slice(-opening.length - 1)))
      open(state, row, prefix.rank);
    return true;
  }
  const within = indent === 0 ? closing(state, text, prefix) : inside(state, indent);
  if (within === 'inside') return true;
  if (within !== null) {
    tell(state, within.fault, row, { ...within.traceback });
    return true;
  }
  const found = indent === 0 ? ofRow(text) : null;
  if (found !== null)
    tell(state, found, row, { rank: prefix.rank, offset: row.offset, line: row.line });
  return found !== null;
}

function open(state: WatchState, { offset, line }: Row, rank: number | null): void {
  state.tracebacks.push({ offset, line, rank, rows: 0, indent: 0 });
  if (state.tracebacks.length > maxTracebacks) state.tracebacks.shift();
}

/** Deeper than its first row: a frame, a line of source, the marks beneath it. */
function inside(state: WatchState, indent: number): 'inside' | null {
  const last = state.tracebacks.at(-1);
  if (last === undefined || indent < 2) return null;
  if (++last.rows > maxTracebackRows) state.tracebacks.pop();
  return 'inside';
}

function closing(
  state: WatchState,
  text: string,
  { rank }: Prefix,
): { fault: Fault; traceback: Traceback } | null {
  const at = state.tracebacks.findLastIndex((one) => one.rank === rank && one.rows > 0);
  const traceback = state.tracebacks[at];
  if (traceback === undefined || !exception.test(text)) return null;
  const name = text.split(':', 1)[0] ?? '';
  if (!exceptionName.test(name) && !text.includes(': ') && text.length > 60) return null;
  state.tracebacks.splice(at, 1);
  if (/^(?:KeyboardInterrupt|SystemExit)\b/.test(text))
    return { fault: { kind: 'error', serious: false, text }, traceback };
  return { fault: { kind: causeOf(text), serious: true, text }, traceback };
}

function causeOf(text: string): EventKind {
  return causes.find(([, pattern]) => pattern.test(text.slice(0, 400)))?.[0] ?? 'error';
}

function ofRow(text: string): Fault | null {
  const head = text.slice(0, 400);
  if (alone.test(head)) return { kind: causeOf(head), serious: true, text: head };
  const isHang = head.includes('ProcessGroupNCCL') && hang.test(head);
  const kind = isHang ? 'hang' : patterns.find(([, pattern]) => pattern.test(head))?.[0];
  return kind === undefined ? null : { kind, serious: true, text: head };
}

function tell(
  state: WatchState,
  found: Fault,
  row: Row,
  at: { rank: number | null; offset: number; line: number },
): void {
  const { kind, serious, text } = found;
  addEvent(state, {
    kind,
    serious,
    text,
    rank: at.rank,
    line: at.line,
    offset: row.offset,
    time: row.time,
    step: state.step,
  });
}

/** TensorFlow says the latter whenever it is imported. */
const harmless = /\b(?:0|no) errors?\b|^Unable to register cu\w{2,6} factory/i;

/** A row that its logger calls an error. A note: the program may well go on. */
export function loggedError(state: WatchState, text: string, row: Row, rank: number | null): void {
  if (text === '' || harmless.test(text)) return;
  const { offset, line, time } = row;
  addEvent(state, {
    kind: 'error',
    serious: false,
    text,
    rank,
    offset,
    line,
    time,
    step: state.step,
  });
}

const checkpoint =
  /\b(?:sav(?:ed|ing)|wrote|writing|stored|storing)\b[^.!?]{0,60}?\b(?:checkpoint|ckpt|model|weights|state(?:_| )?dict|snapshot|pipeline|adapter)|\b(?:checkpoint|ckpt|model|weights) (?:was |has been )?(?:successfully )?(?:saved|written|stored)\b|^saved state to /i;
const notSaved = /\b(?:fail|cannot|could not|couldn't|error|unable|not sav|without saving|skip)/i;

/** `Saving checkpoint at 1 epochs`. */
export function checkpointSaved(state: WatchState, text: string, row: Row): void {
  if (
    text.length > 300 ||
    !/sav|wr[oi]t|stor/i.test(text) ||
    !checkpoint.test(text) ||
    notSaved.test(text)
  )
    return;
  const { offset, line, time } = row;
  addEvent(state, {
    kind: 'checkpoint',
    serious: false,
    text,
    rank: null,
    offset,
    line,
    time,
    step: state.step,
  });
}
