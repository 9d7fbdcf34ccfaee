// A session as everybody outside its host sees it: `ls --json`, the HTTP interface, the page.
import type { Bell } from './alerts.ts';
import { isOffset } from './fields.ts';
import type { SessionId, SessionName } from './names.ts';
import type { WatchWire } from './watch.ts';

/** exit: the program ended by itself; killed: we were asked to end it; lost: its host died. */
export type EndReason = 'exit' | 'killed' | 'lost';

/** A terminal's size in character cells. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

export const defaultSize: Size = { cols: 100, rows: 30 };
/** Larger sizes are refused: emulators allocate by cell. */
export const maxSize: Size = { cols: 1000, rows: 500 };

/** Whole numbers from 1x1 to 1000x500, else null. */
export function parseSize(cols: unknown, rows: unknown): Size | null {
  const fits = (value: unknown, most: number): value is number =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
  return fits(cols, maxSize.cols) && fits(rows, maxSize.rows) ? { cols, rows } : null;
}

/** What `ls --json` prints for one session. ISO times; null where unknown. */
export interface SessionSummary {
  readonly id: SessionId;
  readonly name: SessionName;
  readonly state: 'starting' | 'running' | 'ended';
  readonly created: string;
  /** As a person would type it; empty for a login shell. */
  readonly command: string;
  readonly cwd: string;
  /** The program's process id while it runs. */
  readonly pid: number | null;
  readonly exitCode: number | null;
  /** Such as `SIGKILL`. */
  readonly signal: string | null;
  readonly reason: EndReason | null;
  /** What runs or ran in place of a job's script, which did not begin: "fish", "another program". */
  readonly tookOver: string | null;
  /** While it waits to start: a session's name, or "2 free GPUs". */
  readonly waitingFor: string | null;
  /** When its command began: later than `created` if it had to wait, null while it waits. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What a lost session was lost to. */
  readonly lostTo: 'host' | 'reboot' | null;
  /** The GPUs that were chosen for it or that it took, by number; null when it has all or none. */
  readonly gpus: readonly number[] | null;
  /** Plain text, at most 200 characters. */
  readonly lastLine: string | null;
  /** Of one that failed, the last lines that are not blank, oldest first, at most 5; else empty. */
  readonly lastLines: readonly string[];
  readonly lastOutputAt: string | null;
  readonly cols: number;
  readonly rows: number;
  readonly machine: string;
  /** All of its log was removed, so that the logs fit their common cap. */
  readonly logRemoved?: boolean;
  /** Where it is out of our reach: on another machine, or in another PID namespace of this one. */
  readonly elsewhere?: 'machine' | 'namespace';
  /** The tmux session it was adopted from, by its present name: its program and size are tmux's. */
  readonly tmux?: string;
  /** What its owner wants to be told of it, where that was set. */
  readonly bell?: Bell;
  /** For the page: what its output says of its run, see watch.ts. */
  readonly watch?: WatchWire;
}

const lostInWords = {
  host: 'lost (its host process died)',
  reboot: 'lost (the machine was restarted)',
  unknown: 'lost',
};

/** How a session is asked to stop. interrupt: Ctrl+C; terminate: HUP and TERM; kill: then KILL. */
export type StopHow = 'interrupt' | 'terminate' | 'kill';

export function parseStopHow(value: unknown): StopHow | null {
  return value === 'interrupt' || value === 'terminate' || value === 'kill' ? value : null;
}

/** How a program ended. Look at `signal` first: a kill has exit code 0. */
export interface ExitRecord {
  readonly exitCode: number;
  /** Such as `SIGTERM`, null when the program exited by itself. */
  readonly signal: string | null;
  readonly reason: EndReason;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  /** The offset of the output's end. */
  readonly offset: number;
}

/** An exit record read from JSON, else null. */
export function parseExitRecord(value: unknown): ExitRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const { exitCode, signal, reason, endedAt, offset } = value as Record<string, unknown>;
  const reasons: readonly unknown[] = ['exit', 'killed', 'lost'] satisfies EndReason[];
  if (!Number.isInteger(exitCode) || (signal !== null && typeof signal !== 'string')) return null;
  if (!reasons.includes(reason) || !isOffset(endedAt) || !isOffset(offset)) return null;
  return { exitCode: exitCode as number, signal, reason: reason as EndReason, endedAt, offset };
}

type StateParts = Pick<
  SessionSummary,
  'state' | 'exitCode' | 'signal' | 'reason' | 'waitingFor' | 'lostTo' | 'elsewhere' | 'tookOver'
>;

/**
 * The state in words, as cards and `ls` show it: `waiting`, `running`, `ended, exit 1`, `killed`,
 * `lost (the machine was restarted)`.
 * What stands in brackets is heard, not seen, on a card.
 */
export function stateInWords(session: StateParts & Pick<SessionSummary, 'logRemoved'>): string {
  const words = stateAlone(session);
  return session.logRemoved ? `${words} (its log was removed to make room)` : words;
}

function stateAlone(session: StateParts): string {
  if (session.state !== 'ended' && session.elsewhere === 'namespace') return 'runs elsewhere';
  if (session.tookOver !== null) {
    return session.state === 'ended'
      ? 'ended before it began'
      : `not begun (${session.tookOver} runs instead)`;
  }
  if (session.state !== 'ended') return session.waitingFor === null ? session.state : 'waiting';
  if (session.reason === 'lost') return lostInWords[session.lostTo ?? 'unknown'];
  if (session.reason === 'killed') return session.reason;
  if (session.signal !== null) return `ended, ${session.signal}`;
  // How a program in tmux ended, tmux does not tell.
  return session.exitCode === null ? 'ended' : `ended, exit ${session.exitCode}`;
}
