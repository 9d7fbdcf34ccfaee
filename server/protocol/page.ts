// What the page and the gateway say over Socket.IO. One connection a page; its handshake carries
// {token} in `auth`. Types only: each end parses what the other sends.
import type { Alert } from './alerts.ts';
import type { FailureBody } from './failure.ts';
import type { InputStatus, OwnedSize } from './host.ts';
import type { SessionSummary } from './session.ts';
import type { ListChanges } from './session-change.ts';
import type { WireBytes } from './wire-bytes.ts';

/** Every request is answered by {ok: true, ...} or {ok: false, error}. Nothing is left unanswered. */
export type Answer<T = object> =
  | ({ readonly ok: true } & T)
  | ({ readonly ok: false } & FailureBody);

/** What a terminal shows at an offset: writing `data` into an empty terminal of `size` paints it. */
export interface ScreenSnapshot {
  /** The first byte of output not yet in it, a safe offset. */
  readonly offset: number;
  readonly size: OwnedSize;
  /** Escape codes and text, UTF-8. */
  readonly data: Uint8Array;
  readonly title: string;
}

/** Where a viewer goes on: output from `offset` on follows as `output` events. */
export type AttachStart =
  /** A new viewer, or one that fell too far behind: paint this first. */
  | { readonly kind: 'snapshot'; readonly viewer: number; readonly snapshot: ScreenSnapshot }
  /** The cursor the page named is still good: nothing to repaint. */
  | {
      readonly kind: 'resume';
      readonly viewer: number;
      readonly offset: number;
      readonly size: OwnedSize;
    };

/** From the page. `session` is a session's id. */
export interface PageToGateway {
  /** Answers with the whole list; `list:changes` follow. */
  'list:watch': (
    answer: (result: Answer<{ sessions: SessionSummary[]; machine: string }>) => void,
  ) => void;
  'list:unwatch': () => void;
  /** Out of sight: nothing is told until it is back. */
  'list:pause': (request: { paused: boolean }) => void;
  /** `cursor`: the offset up to which this page has painted this very session, after a lost connection. */
  attach: (
    request: { session: string; cursor: number | null },
    answer: (result: Answer<{ start: AttachStart }>) => void,
  ) => void;
  detach: (request: { viewer: number }) => void;
  /** The page has painted everything before `offset`: credit for more. */
  painted: (request: { viewer: number; offset: number }) => void;
  /** `seq` counts up from 1 per page-made `source`, across reconnects; resending is safe. At most 64 KiB. */
  input: (
    request: { session: string; source: string; seq: number; bytes: WireBytes },
    answer: (result: Answer<{ status: InputStatus }>) => void,
  ) => void;
  /** "Fit to this screen": this device decides the size from now on. */
  resize: (
    request: { session: string; cols: number; rows: number },
    answer: (result: Answer) => void,
  ) => void;
  /**
   * The session that this page shows, null when it shows none or is out of sight: said at each change and every
   * 10 s, so that a device that shows a session is not told of it twice.
   */
  'alerts:looking': (request: { session: string | null }) => void;
  /** The page has shown this alert. */
  'alerts:shown': (request: { id: string }) => void;
  /** Answered at once: tells a live connection from a dead one after waking up. */
  verify: (answer: () => void) => void;
}

/** From the gateway. */
export interface GatewayToPage {
  'list:changes': (changes: ListChanges) => void;
  /** There is a new one. */
  alert: (alert: Alert) => void;
  /** How many alerts this device has not seen. */
  'alerts:unseen': (event: { count: number }) => void;
  /** Output bytes [from, from + bytes.length). The first event of a viewer starts at its start's offset. */
  output: (event: { viewer: number; from: number; bytes: WireBytes }) => void;
  /** Paint this over everything: the viewer fell behind, or a gap in the log was passed. */
  snapshot: (event: { viewer: number; snapshot: ScreenSnapshot }) => void;
  /** Bytes from `offset` on are drawn at this size. */
  resized: (event: { viewer: number; offset: number; size: OwnedSize }) => void;
  /** Whether the files that the gateway starts processes from are there; said when they are not, and again. */
  installation: (whole: boolean) => void;
  /** No more output will come: the program has ended and all of it was sent. */
  ended: (event: { viewer: number }) => void;
}

/** Unacknowledged output a viewer may be sent at most. */
export const maxCreditBytes = 256 * 1024;
