// Alerts as the gateway, the page and scripts pass them on: what happened, who was told, and what each session's
// bell and each device ask for.
import type { SessionId } from './names.ts';

export const alertKinds = [
  ...(['ended', 'failed', 'lost', 'killed', 'oom', 'nan', 'divergence', 'error'] as const),
  ...(['stalled', 'waiting-for-input', 'started', 'gpu', 'milestone', 'pattern'] as const),
  ...(['threshold', 'pending', 'time-limit', 'disk'] as const),
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertLevels = ['info', 'warning', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];

/** Title and text are plain and on one line each, of at most 120 and 300 characters. */
export interface Alert {
  /** A hash over what it is about: the same event has the same id whoever notices it, and when. */
  readonly id: string;
  readonly kind: AlertKind;
  /** Further kinds of the same cause: a session that failed because it was out of memory. */
  readonly kinds?: readonly AlertKind[];
  /** Null: about the machine. */
  readonly session: SessionId | null;
  /** The session's name, empty where there is none. */
  readonly name: string;
  readonly machine: string;
  readonly level: AlertLevel;
  readonly title: string;
  readonly text: string;
  /** ISO time of what happened. */
  readonly at: string;
  /** The line of the log that it is about. */
  readonly line: number | null;
}

export const deliveryStates = ['sent', 'waiting', 'held', 'skipped', 'failed'] as const;

export interface Delivery {
  readonly channel: 'push' | 'webhook' | 'command' | 'page';
  /** A device's name, a webhook's, or a program's path. */
  readonly to: string;
  /** held: until its quiet hours are over. skipped: it was not to be told. */
  readonly state: (typeof deliveryStates)[number];
  /** In words for a person. */
  readonly why: string | null;
  readonly at: string;
}

export interface AlertEntry extends Alert {
  readonly deliveries: readonly Delivery[];
  readonly seen: boolean;
}

/** GET /api/alerts: newest first, at most 200. */
export interface AlertList {
  readonly alerts: readonly AlertEntry[];
  readonly unseen: number;
}

export const bellStates = ['off', 'end', 'all'] as const;
export type BellState = (typeof bellStates)[number];

export interface Threshold {
  readonly metric: string;
  /** One of the two. */
  readonly above?: number;
  readonly below?: number;
}

/** What a session's owner wants to be told of it. */
export interface Bell {
  readonly on: BellState;
  /** Text that a row of output holds, or a regular expression between slashes. */
  readonly patterns: readonly string[];
  readonly thresholds: readonly Threshold[];
}

export interface QuietHours {
  /** Such as "22:00" and "07:00", by the clock of the device's time zone. */
  readonly from: string;
  readonly to: string;
  /** Failures are told at once all the same. */
  readonly failuresBreak: boolean;
}

/** What one device wants to be told. */
export interface DeviceAlerts {
  /** Only what differs from the defaults. */
  readonly kinds: Readonly<Partial<Record<AlertKind, boolean>>>;
  readonly quiet: QuietHours | null;
  /** Such as "Europe/Berlin". */
  readonly timeZone: string;
  readonly language: string;
  /** Leave the text out of notifications, which a locked screen shows. */
  readonly hideText: boolean;
}

const [maxPatterns, maxPatternLength] = [8, 200];
export const bellRules = `"bell" is off, end, all, or {"on", "patterns", "thresholds"}: at most ${maxPatterns} patterns of at most ${maxPatternLength} characters, and at most ${maxPatterns} thresholds {"metric", "above" or "below": a number}.`;

/** What is not given stays as it is `before`. Null when it is no bell. */
export function parseBell(value: unknown, before: Bell): Bell | null {
  if (isBellState(value)) return { ...before, on: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const {
    on = before.on,
    patterns = before.patterns,
    thresholds = before.thresholds,
  } = value as Record<string, unknown>;
  if (!isBellState(on) || !isListOf(patterns, isPattern) || !isListOf(thresholds, isThreshold))
    return null;
  return { on, patterns, thresholds };
}

/** Whether a session may be started with it. */
export function isBell(value: unknown): boolean {
  return parseBell(value, { on: 'end', patterns: [], thresholds: [] }) !== null;
}

function isBellState(value: unknown): value is BellState {
  return (bellStates as readonly unknown[]).includes(value);
}

function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.length <= maxPatterns && value.every(is);
}

function isPattern(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= maxPatternLength;
}

function isThreshold(value: unknown): value is Threshold {
  const { metric, above, below } = (value ?? {}) as Record<string, unknown>;
  const bounds = [above, below].filter((bound) => bound !== undefined && bound !== null);
  return isPattern(metric) && bounds.length === 1 && Number.isFinite(bounds[0]);
}
