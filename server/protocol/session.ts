// A session as everybody outside its host sees it: `ls --json`, the HTTP interface, the page.
import type { SessionId, SessionName } from './names.ts';

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
  readonly waitingFor: string | null;
  readonly endedAt: string | null;
  /** Plain text, at most 200 characters. */
  readonly lastLine: string | null;
  readonly lastOutputAt: string | null;
  readonly cols: number;
  readonly rows: number;
  readonly machine: string;
}

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

/** The state in words, as cards and `ls` show it: `running`, `ended, exit 1`, `killed`, `lost`. */
export function stateInWords(
  session: Pick<SessionSummary, 'state' | 'exitCode' | 'signal' | 'reason'>,
): string {
  if (session.state !== 'ended') return session.state;
  if (session.reason === 'killed' || session.reason === 'lost') return session.reason;
  if (session.signal !== null) return `ended, ${session.signal}`;
  return `ended, exit ${session.exitCode ?? '?'}`;
}
