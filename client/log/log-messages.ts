// What the gateway says of a log, checked field by field before the page believes it. Whole values of
// the protocol's types, or null.
import type {
  LiveLine,
  LogLine,
  LogLineKind,
  LogLink,
  LogMatches,
  LogRange,
  LogShape,
  LogSpan,
  LogTail,
} from '../../server/protocol/log-page.ts';
import { fieldsOf, isText } from '../connection/guards.ts';

const kinds: readonly LogLineKind[] = ['text', 'gap', 'poison', 'repeat'];

export function parseTail(value: unknown): LogTail | null {
  const { shape, newest, moved, keep, live, fullScreen, warnings, errors, ended } = fieldsOf(value);
  const parsedShape = parseShape(shape);
  const lines = parseAll(newest, parseLine);
  const screen = parseAll(live, parseLive);
  if (!parsedShape || !lines || !screen || !isCount(warnings) || !isCount(errors)) return null;
  if (!isCount(moved) || !isCount(keep)) return null;
  return {
    ...{ shape: parsedShape, newest: lines, moved, keep, live: screen, warnings, errors },
    fullScreen: fullScreen === true,
    ended: ended === true,
  };
}

export function parseOpened(value: unknown): { view: number; tail: LogTail } | null {
  const { view, tail } = fieldsOf(value);
  const parsed = parseTail(tail);
  return isCount(view) && parsed ? { view, tail: parsed } : null;
}

export function parseRange(value: unknown): LogRange | null {
  const { shape, lines } = fieldsOf(value);
  const parsedShape = parseShape(shape);
  const parsed = parseAll(lines, parseLine);
  return parsedShape && parsed && { shape: parsedShape, lines: parsed };
}

export function parseMoved(
  value: unknown,
): { moved: { line: number; exact: boolean } | null } | null {
  const { moved } = fieldsOf(value);
  if (moved === null) return { moved };
  const { line, exact } = fieldsOf(moved);
  return isCount(line) ? { moved: { line, exact: exact === true } } : null;
}

export function parseMatches(value: unknown): LogMatches | null {
  const { search, lines, done, problem, searchedTo, total, skipped } = fieldsOf(value);
  if (!isCount(search) || !Array.isArray(lines) || !lines.every(isCount)) return null;
  const counts = { searchedTo: searchedTo ?? 0, total: total ?? 0, skipped: skipped ?? 0 };
  if (!allCounts(counts)) return null;
  return {
    search,
    lines,
    done: done === true,
    problem: isText(problem) ? problem : null,
    ...counts,
  };
}

function parseShape(value: unknown): LogShape | null {
  const { epoch, width, first, lines, rows } = fieldsOf(value);
  if (!isCount(epoch) || !isCount(width) || !isCount(first)) return null;
  return isCount(lines) && isCount(rows) ? { epoch, width, first, lines, rows } : null;
}

function parseLine(value: unknown): LogLine | null {
  const { line, row, rows, time, kind, text, spans, links, continues } = fieldsOf(value);
  const known = kinds.find((word) => word === kind);
  const looks = parseAll(spans, parseSpan);
  if (!isCount(line) || !isCount(row) || !isCount(rows) || !isText(text)) return null;
  if (known === undefined || !looks) return null;
  const arrived = typeof time === 'number' ? time : null;
  const placed = { line, row, rows, time: arrived, kind: known, text, spans: looks };
  return withLinks({ ...placed, ...joining(continues) }, links);
}

export function parseLive(value: unknown): LiveLine | null {
  const { text, spans, links, rows, time, continues } = fieldsOf(value);
  const looks = parseAll(spans, parseSpan);
  if (!isText(text) || !looks || !isCount(rows)) return null;
  const live = { text, spans: looks, rows, time: isCount(time) ? time : null };
  return withLinks({ ...live, ...joining(continues) }, links);
}

function joining(continues: unknown): { readonly continues?: true } {
  return continues === true ? { continues } : {};
}

/** Null when they are nonsense; most lines have none. */
function withLinks<T extends LiveLine>(line: T, value: unknown): T | null {
  if (value === undefined) return line;
  const links = parseAll(value, parseLink);
  return links && { ...line, links };
}

/** Http and https only, whatever the gateway says. */
function parseLink(value: unknown): LogLink | null {
  if (!Array.isArray(value)) return null;
  const [start, length, address] = value;
  if (!isCount(start) || !isCount(length) || !isText(address)) return null;
  return /^https?:\/\//i.test(address) ? [start, length, address] : null;
}

function parseSpan(value: unknown): LogSpan | null {
  if (!Array.isArray(value) || value.length < 5 || !value.every(Number.isInteger)) return null;
  return value as unknown as LogSpan;
}

/** All of them, or null when one is wrong. */
function parseAll<T>(value: unknown, parse: (one: unknown) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const parsed = value.map(parse);
  return parsed.every((one) => one !== null) ? (parsed as T[]) : null;
}

function allCounts<T extends string>(fields: Record<T, unknown>): fields is Record<T, number> {
  return Object.values(fields).every(isCount);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
