// What the page around the log and the log itself share.
import type { Signal } from '@preact/signals';

/** What the page around the log opens and closes: its buttons stand beside the tabs. */
export interface LogControls {
  readonly searching: Signal<boolean>;
  readonly options: Signal<boolean>;
  /** When what is shown was true, in ms since 1970, if that is the last visit's screen. */
  readonly asOf: Signal<number | null>;
}
