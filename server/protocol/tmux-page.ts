// What the page and the gateway say of the user's own tmux: its panes, and whether new sessions of
// it are shown by themselves. Types only: each end parses what the other sends.
import type { SessionName } from './names.ts';

export interface TmuxPaneShown {
  /** `%3` */
  readonly id: string;
  /** `work:1.0` */
  readonly target: string;
  readonly command: string;
  /** The session it is here; null when it is none. */
  readonly session: SessionName | null;
}

export interface TmuxAnswer {
  /** Sessions of tmux appear here by themselves. */
  readonly shown: boolean;
  readonly panes: readonly TmuxPaneShown[];
  /** Why there are no panes to list. */
  readonly problem: string | null;
}
