// What one follower of a log's end is sent: states, not bytes, at most ten a second and no more
// bytes a second than a phone's radio likes. Each state is told as the change from the last one.
import type { LogLine, LogTail } from '../../protocol/log-view.ts';
import type { LogView } from './log-view.ts';

export interface TailRequest {
  /** Columns that rows are counted for. */
  readonly width: number;
  /** Settled lines wanted above the open ones at most: a screenful. */
  readonly lines: number;
}

const everyMs = 100;
/** A page is sent at most 24 KB a second; some of that is other people's. */
const bytesPerSecond = 18_000;
/** Of long lines fewer are told: the next state should not be seconds away. */
const settledUnits = 8_000;

export class Tail {
  readonly #view: LogView;
  readonly #request: TailRequest;
  readonly #send: (tail: LogTail) => void;
  #openBefore: readonly string[] = [];
  #endBefore = 0;
  #begun = false;
  #last = '';
  #timer: NodeJS.Timeout | null = null;
  #notBefore = 0;
  #due = false;
  #busy: Promise<void> | null = null;
  #closed = false;

  constructor(view: LogView, request: TailRequest, send: (tail: LogTail) => void) {
    this.#view = view;
    this.#request = request;
    this.#send = send;
    this.changed();
  }

  /** Settles when the state being put together is sent; null while none is. */
  get busy(): Promise<void> | null {
    return this.#busy;
  }

  /** Something may have changed: to be called as often as is convenient. */
  changed(): void {
    this.#due = true;
    if (this.#timer !== null || this.#busy !== null || this.#closed) return;
    const waitMs = Math.max(0, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#busy = this.#tell();
    }, waitMs);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #tell(): Promise<void> {
    this.#due = false;
    try {
      const bytes = await this.#change();
      this.#notBefore = performance.now() + Math.max(everyMs, (bytes / bytesPerSecond) * 1000);
    } catch {
      // The session's files are gone: its end is told by others.
    }
    this.#busy = null;
    if (this.#due) this.changed();
  }

  /** Sends how the end differs from what was sent; how many bytes that took. */
  async #change(): Promise<number> {
    const { width, lines: most } = this.#request;
    const open = this.#view.open(width);
    const endLine = this.#view.endLine;
    const state = this.#view.state;
    const news = this.#begun ? Math.max(0, endLine - this.#endBefore) : most;
    const settled = lastOf(await this.#view.before(endLine, Math.min(news, most)));
    const size = await this.#view.size(width, endLine);
    if (this.#closed) return 0;
    const isAll = this.#begun && settled.length === news;
    const moved = isAll ? commonStart(settled.map(asText), this.#openBefore) : 0;
    const left = moved === settled.length ? this.#openBefore.slice(moved) : [];
    const openNow = open.lines.map(asText);
    const keep = commonStart(openNow, left);
    const tail: LogTail = {
      size,
      moved,
      settled: settled.slice(moved),
      keep,
      changed: open.lines.slice(keep),
      openRows: open.rows,
      ...state,
    };
    const first = !this.#begun;
    this.#begun = true;
    this.#openBefore = openNow;
    this.#endBefore = endLine;
    const text = JSON.stringify(tail);
    const same = !first && news === 0 && tail.changed.length === 0 && keep === left.length;
    const quiet = JSON.stringify(state);
    if (same && quiet === this.#last) return 0;
    this.#last = quiet;
    this.#send(tail);
    return text.length;
  }
}

/** Without a hole: the last ones that are not too much together. */
function lastOf(lines: readonly LogLine[]): readonly LogLine[] {
  let units = 0;
  const tooMuch = lines.findLastIndex((line) => {
    units += asText(line).length;
    return units > settledUnits;
  });
  return lines.slice(tooMuch + 1);
}

/** Arrival times are left out: they settle with the line, and are no reason to send it again. */
function asText(line: LogLine): string {
  return line.kind === 'text' ? `${line.styles}\n${line.text}` : JSON.stringify(line);
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
