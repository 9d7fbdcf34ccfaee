// What the gateway and a view process say over their IPC channel. Both are the same build, so the
// types are all the checking there is.
import type { ScreenSnapshot } from '../../protocol/page.ts';

export type ToView =
  | { readonly type: 'follow'; readonly id: string; readonly outputDirectory: string }
  | { readonly type: 'forget'; readonly id: string }
  /** Sessions' logs hold bytes up to here now. Only the latest of each counts. */
  | { readonly type: 'advance'; readonly ends: readonly (readonly [id: string, to: number])[] }
  /** A resize or the program's end: the timeline has something new. */
  | { readonly type: 'look'; readonly id: string }
  | { readonly type: 'ask'; readonly request: number; readonly question: Question };

export type Question = { readonly kind: 'screen'; readonly id: string };

export type FromView =
  | { readonly type: 'answer'; readonly request: number; readonly answer: ScreenSnapshot }
  | { readonly type: 'failed'; readonly request: number; readonly message: string }
  | { readonly type: 'trouble'; readonly id: string; readonly message: string }
  /** Output in [from, to), fresh when it was read, asked the terminal for this. */
  | {
      readonly type: 'reply';
      readonly id: string;
      readonly from: number;
      readonly to: number;
      readonly bytes: Uint8Array;
    };
