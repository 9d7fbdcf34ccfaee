// What the gateway sends, checked field by field before the page believes it. Returns whole values
// of the protocol's types, or null. Written by hand: a validation library would outweigh the page.
import { parseOwnedSize } from '../../server/protocol/host.ts';
import { parseSessionId, parseSessionName, type SessionId } from '../../server/protocol/names.ts';
import type { AttachStart, GatewayToPage, ScreenSnapshot } from '../../server/protocol/page.ts';
import { parseSize, type SessionSummary } from '../../server/protocol/session.ts';
import { parseWatch, type WatchWire } from '../../server/protocol/watch.ts';
import { fromWire } from '../../server/protocol/wire-bytes.ts';
import { fieldsOf, isText } from './fields.ts';

export { fieldsOf, isText };

/** What an event of the gateway carries. */
type Event<Name extends keyof GatewayToPage> = Parameters<GatewayToPage[Name]>[0];

export function parseSummary(value: unknown): SessionSummary | null {
  const fields = fieldsOf(value);
  const id = parseSessionId(fields.id);
  const name = parseSessionName(fields.name);
  const state = oneOf(fields.state, ['starting', 'running', 'ended']);
  const size = parseSize(fields.cols, fields.rows);
  const { created, command, cwd, machine } = fields;
  if (id === null || name === null || state === null || size === null) return null;
  if (!isText(created) || !isText(command) || !isText(cwd) || !isText(machine)) return null;
  return {
    ...{ id, name, state, created, command, cwd, machine, ...size },
    pid: numberOrNull(fields.pid),
    exitCode: numberOrNull(fields.exitCode),
    signal: textOrNull(fields.signal),
    reason: oneOf(fields.reason, ['exit', 'killed', 'lost']),
    waitingFor: textOrNull(fields.waitingFor),
    startedAt: textOrNull(fields.startedAt),
    endedAt: textOrNull(fields.endedAt),
    tookOver: textOrNull(fields.tookOver),
    lostTo: oneOf(fields.lostTo, ['host', 'reboot']),
    gpus: listOf(fields.gpus, (each) => Number.isSafeInteger(each)) as number[] | null,
    lastLine: textOrNull(fields.lastLine),
    lastLines: (listOf(fields.lastLines, isText) as string[] | null) ?? [],
    lastOutputAt: textOrNull(fields.lastOutputAt),
    ...(isText(fields.tmux) ? { tmux: fields.tmux } : {}),
    ...elsewhereOf(fields.elsewhere),
    ...(fields.logRemoved === true && { logRemoved: true }),
    // As it came, since it is stored like that; whoever shows it parses it.
    ...(parseWatch(fields.watch) !== null && { watch: fields.watch as WatchWire }),
  };
}

function elsewhereOf(value: unknown): Pick<SessionSummary, 'elsewhere'> {
  const elsewhere = oneOf(value, ['machine', 'namespace']);
  return elsewhere === null ? {} : { elsewhere };
}

/** A list's readable entries: one that a newer gateway words differently does not hide the others. */
export function parseSummaries(value: unknown): SessionSummary[] | null {
  if (!Array.isArray(value)) return null;
  return value.map(parseSummary).filter((summary) => summary !== null);
}

/** Of each session that has changed the fields that have, with its id. What is no such thing is left out. */
export function changesIn(message: unknown): {
  readonly changed: readonly ({ readonly id: SessionId } & Record<string, unknown>)[];
  readonly removed: readonly string[];
} {
  const { changed, removed } = fieldsOf(message);
  const changes = Array.isArray(changed) ? changed.map(fieldsOf) : [];
  return {
    changed: changes.flatMap((change) => {
      const id = parseSessionId(change.id);
      return id === null ? [] : [{ ...change, id }];
    }),
    removed: (listOf(removed, isText) as string[] | null) ?? [],
  };
}

export function parseAttachStart(value: unknown): AttachStart | null {
  const { kind, viewer, snapshot, offset, size } = fieldsOf(value);
  if (!isCount(viewer)) return null;
  if (kind === 'snapshot') {
    const painted = parseSnapshot(snapshot);
    return painted && { kind, viewer, snapshot: painted };
  }
  const owned = parseOwnedSize(size);
  return kind === 'resume' && isCount(offset) && owned
    ? { kind, viewer, offset, size: owned }
    : null;
}

export function parseSnapshot(value: unknown): ScreenSnapshot | null {
  const { offset, size, data, title } = fieldsOf(value);
  const owned = parseOwnedSize(size);
  const bytes = parseBytes(data);
  if (!isCount(offset) || !owned || !bytes || !isText(title)) return null;
  return { offset, size: owned, data: bytes, title };
}

export function parseOutput(
  value: unknown,
): (Event<'output'> & { readonly bytes: Uint8Array }) | null {
  const { viewer, from, bytes } = fieldsOf(value);
  const output = parseBytes(bytes);
  return isCount(viewer) && isCount(from) && output ? { viewer, from, bytes: output } : null;
}

export function parseSnapshotEvent(value: unknown): Event<'snapshot'> | null {
  const { viewer, snapshot } = fieldsOf(value);
  const painted = parseSnapshot(snapshot);
  return isCount(viewer) && painted ? { viewer, snapshot: painted } : null;
}

export function parseResized(value: unknown): Event<'resized'> | null {
  const { viewer, offset, size } = fieldsOf(value);
  const owned = parseOwnedSize(size);
  return isCount(viewer) && isCount(offset) && owned ? { viewer, offset, size: owned } : null;
}

export function parseEnded(value: unknown): Event<'ended'> | null {
  const { viewer } = fieldsOf(value);
  return isCount(viewer) ? { viewer } : null;
}

/** Socket.IO hands bytes to a browser as an ArrayBuffer. */
function parseBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : fromWire(value);
}

function listOf(value: unknown, fits: (each: unknown) => boolean): unknown[] | null {
  return Array.isArray(value) && value.every(fits) ? value : null;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function textOrNull(value: unknown): string | null {
  return isText(value) ? value : null;
}

export function numberOrNull(value: unknown): number | null {
  return Number.isFinite(value) ? (value as number) : null;
}

export function oneOf<const T extends string>(value: unknown, words: readonly T[]): T | null {
  return words.find((word) => word === value) ?? null;
}
