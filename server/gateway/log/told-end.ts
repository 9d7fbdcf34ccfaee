// What a page has been told of a log's end, and what it is to be told now: only what has changed.
import type { LiveLine, LogLine, LogTail } from '../../protocol/log-page.ts';
import type { LogEnd, LogLine as TranscriptLine } from '../../protocol/log-view.ts';
import { pageLines, pageText } from './page-line.ts';

export type EndChange = Pick<LogTail, 'newest' | 'moved' | 'keep' | 'live'>;

/** Settled lines in a state at most: a screen of a phone, and in the first one with the live ones. */
export const mostNewest = 28;
/** Long lines, or many colours: fewer of them, the page asks for what it shows. */
const mostNewestBytes = 6000;

export class ToldEnd {
  /** Null: nothing. */
  #toLine: number | null = null;
  /** The live lines that the page has, as JSON. */
  #live: readonly string[] = [];

  /** The page knows nothing any more. */
  forget(): void {
    this.#toLine = null;
    this.#live = [];
  }

  /** `width`: in cells. `told` is to be called if the change is sent, and before anything is offered anew. */
  change(end: LogEnd, width: number): { readonly change: EndChange; told(): void } {
    const { endLine } = end.tail.size;
    const unsent = Math.max(0, endLine - (this.#toLine ?? 0));
    const wanted = this.#toLine === null ? Math.max(0, mostNewest - end.open.length) : unsent;
    const newest = newestLines(end, Math.min(unsent, wanted, end.settled.length), width);
    const moved = Math.min(unsent, this.#live.length);
    const live = end.open.map((line) => liveLine(line, width));
    // Arrival times settle with the line, and are no reason to send it again.
    const now = live.map((line) => JSON.stringify({ ...line, time: null }));
    const keep = commonStart(now, this.#live.slice(moved));
    return {
      change: { newest, moved, keep, live: live.slice(keep) },
      told: () => {
        this.#toLine = endLine;
        this.#live = now;
      },
    };
  }
}

/** The last settled lines, `count` at most: their rows end where the log's do. */
function newestLines({ settled, tail }: LogEnd, count: number, width: number): LogLine[] {
  const lines = count === 0 ? [] : settled.slice(-count);
  const rows = lines.reduce((sum, line) => sum + pageText(line, width).rows, 0);
  const from = tail.size.endLine - lines.length;
  const placed = pageLines(lines, { from, fromRow: tail.size.rows - rows, width });
  let bytes = 0;
  const tooOld = placed.findLastIndex((line) => {
    bytes += Buffer.byteLength(JSON.stringify(line));
    return bytes > mostNewestBytes;
  });
  return placed.slice(tooOld + 1);
}

function liveLine(line: TranscriptLine, width: number): LiveLine {
  const { kind: _, ...live } = pageText(line, width);
  return live;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((one, i) => one !== b[i]);
  return differs < 0 ? a.length : differs;
}
