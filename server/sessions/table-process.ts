// One process of the process table, and the marks that say which session it belongs to.
import type { ProcessIdentity } from '../identity/process-identity.ts';

/** A process that has not ended. */
export interface TableProcess extends ProcessIdentity {
  readonly name: string;
  readonly parent: number;
  readonly group: number;
  /** The session's leader's pid; 0 where the system does not tell. */
  readonly session: number;
  /**
   * The controlling terminal where nothing else tells the session. Null on Linux: a terminal belongs to
   * one session, and its number is unique within one devpts only, of which each container has its own.
   */
  readonly terminal: string | null;
  /** The session whose id it carries in its environment. */
  readonly mark: string | null;
  /** The session it was started to hold, when it is a host. */
  readonly hostOf: string | null;
}

/** Every program in a session carries the session's id under this name. */
export const sessionVariable = 'OUTLIVE_SESSION';
/** Every host carries its session's id under this one, so that no sweep takes it for a program. */
export const hostVariable = 'OUTLIVE_HOST';
