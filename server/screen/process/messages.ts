// What the gateway and a view process say over their IPC channel. Both are the same build, so the
// types are all the checking there is.
import type {
  LogLastLines,
  LogMatches,
  LogQuery,
  LogSize,
  LogStretch,
  LogTail,
  LogTrouble,
  MovedLine,
} from '../../protocol/log-view.ts';
import type { ScreenSnapshot } from '../../protocol/page.ts';
import type { WatchReport } from '../../protocol/watch-report.ts';
import type { TailRequest } from '../log-view/tail.ts';
import type { ReportRequest } from '../watching/report.ts';
import type { News } from '../watching/teller.ts';

export type ToView =
  | { readonly type: 'follow'; readonly id: string; readonly outputDirectory: string }
  | { readonly type: 'forget'; readonly id: string }
  /** No more output comes and nobody looks: to be forgotten once all there is has been derived. */
  | { readonly type: 'release'; readonly id: string }
  /** Somebody types: a flood can wait for a moment, an echo cannot. */
  | { readonly type: 'typed' }
  /** Sessions' logs hold bytes up to here now. Only the latest of each counts. */
  | { readonly type: 'advance'; readonly ends: readonly (readonly [id: string, to: number])[] }
  /** A resize or the program's end: the timeline has something new. */
  | { readonly type: 'look'; readonly id: string }
  /** Its host is dead: no more output comes, and no end is written down. */
  | { readonly type: 'lost'; readonly id: string }
  | { readonly type: 'ask'; readonly request: number; readonly question: Question }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'cancel'; readonly request: number }
  | { readonly type: 'open'; readonly stream: number; readonly subject: Subject }
  | { readonly type: 'close'; readonly stream: number };

/** Asked once, answered once. Lines and rows are [from, to), see protocol/log-view.ts. */
export type Question =
  /** With a patience, the screen there is by then will do. */
  | { readonly kind: 'screen'; readonly id: string; readonly patienceMs?: number | undefined }
  | {
      readonly kind: 'size';
      readonly id: string;
      readonly width: number;
      readonly patienceMs?: number | undefined;
    }
  | {
      readonly kind: 'end';
      readonly id: string;
      readonly count?: number | undefined;
      readonly patienceMs?: number | undefined;
    }
  /** Where a line of an earlier epoch is now. */
  | {
      readonly kind: 'moved';
      readonly id: string;
      readonly epoch: number;
      readonly line: number;
      readonly patienceMs?: number | undefined;
    }
  | {
      readonly kind: 'watch';
      readonly id: string;
      readonly request: ReportRequest;
      readonly patienceMs?: number | undefined;
    }
  | (Stretch & { readonly kind: 'lines' })
  | (Stretch & { readonly kind: 'rows' })
  /** Lines alone: rows are not counted for them. */
  | {
      readonly kind: 'plain';
      readonly id: string;
      readonly from: number;
      readonly to: number;
      readonly patienceMs?: number | undefined;
    }
  | {
      readonly kind: 'trouble';
      readonly id: string;
      readonly from: number;
      readonly to: number;
      readonly patienceMs?: number | undefined;
    };

interface Stretch {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly patienceMs?: number | undefined;
}

/** `from`: the number of the first of them, later than was asked for where those before are not kept. */
export type PlainStretch = Pick<LogStretch, 'from' | 'lines'>;

export type Answer =
  | ScreenSnapshot
  | LogSize
  | LogStretch
  | PlainStretch
  | LogLastLines
  | LogTrouble
  | Omit<WatchReport, 'gpus'>
  | (MovedLine | null);

/** Followed until it is closed. */
export type Subject =
  | { readonly kind: 'tail'; readonly id: string; readonly request: TailRequest }
  | { readonly kind: 'search'; readonly id: string; readonly search: SearchRequest };

export interface SearchRequest {
  /** Null: lines that say something went wrong. */
  readonly query: LogQuery | null;
  /** The first line to search. */
  readonly from: number;
  readonly limit: number;
  readonly around: { readonly line: number; readonly most: number } | null;
}

export type StreamEvent = LogTail | LogMatches;

export type FromView =
  | { readonly type: 'answer'; readonly request: number; readonly answer: Answer }
  | { readonly type: 'failed'; readonly request: number; readonly message: string }
  | { readonly type: 'event'; readonly stream: number; readonly event: StreamEvent }
  | { readonly type: 'trouble'; readonly id: string; readonly message: string }
  /** How a session's run is, and the last line of it. */
  | { readonly type: 'news'; readonly id: string; readonly news: News }
  /** Output in [from, to), fresh when it was read, asked the terminal for this. */
  | {
      readonly type: 'reply';
      readonly id: string;
      readonly from: number;
      readonly to: number;
      readonly bytes: Uint8Array;
    };
