// A page that reads a log over a real socket: keeps the end as the tails tell it, as the client does,
// and how many bytes each of them took on the wire. Throws at changes that do not add up.
import type {
  LiveLine,
  LogLine,
  LogMatches,
  LogPlace,
  LogQuery,
  LogRange,
  LogTail,
} from '../../../server/protocol/log-page.ts';
import type { Answer } from '../../../server/protocol/page.ts';
import type { PageSocket } from '../gateways.ts';

interface Arrival {
  readonly at: number;
  readonly bytes: number;
}

/** Throws an error whose message is the failure's code. */
export function told<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.error.code);
  return answer;
}

export class ReadPage {
  readonly view: number;
  readonly arrivals: Arrival[] = [];
  tail: LogTail;
  live: readonly LiveLine[] = [];
  /** Settled lines that came with tails, by number. */
  settled = new Map<number, LogLine>();
  readonly #socket: PageSocket;
  readonly #matches = new Map<number, LogMatches[]>();
  readonly #waiting = new Set<() => void>();

  private constructor(socket: PageSocket, view: number, tail: LogTail) {
    this.#socket = socket;
    this.view = view;
    this.tail = tail;
    this.#take(tail);
    socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
      if (typeof data !== 'string' || !data.startsWith(`2["log:tail",{"view":${view},`)) return;
      this.arrivals.push({ at: performance.now(), bytes: Buffer.byteLength(data) + 1 });
    });
    socket.on('log:tail', (event) => {
      if (event.view === view) this.#take(event.tail);
    });
    socket.on('log:matches', (event) => {
      this.#matches.set(event.search, [...(this.#matches.get(event.search) ?? []), event]);
      this.#wake();
    });
  }

  static open(socket: PageSocket, session: string, width = 80): Promise<ReadPage> {
    return new Promise((resolve, reject) => {
      // Within the answer itself: a tail may be right behind it.
      socket.emit('log:open', { session, width }, (answer) => {
        if (answer.ok) resolve(new ReadPage(socket, answer.view, answer.tail));
        else reject(new Error(answer.error.code));
      });
    });
  }

  /** The lines at hand as text: the newest settled ones, then the screen's. */
  get text(): string[] {
    const settled = [...this.settled].sort(([a], [b]) => a - b).map(([, { text }]) => text);
    return [...settled, ...this.live.map(({ text }) => text)];
  }

  get lastLine(): string | undefined {
    return this.text.findLast((text) => text !== '');
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async rows(from: LogPlace, rows: number, width = this.tail.shape.width): Promise<LogRange> {
    return told(await this.#socket.emitWithAck('log:rows', { view: this.view, width, from, rows }));
  }

  async width(width: number): Promise<void> {
    const { tail } = told(await this.#socket.emitWithAck('log:width', { view: this.view, width }));
    this.#take(tail);
  }

  pause(paused: boolean): void {
    this.#socket.emit('log:pause', { view: this.view, paused });
  }

  since(line: number): void {
    this.#socket.emit('log:since', { view: this.view, line });
  }

  /** All lines that match, and why it ended if it ended early. */
  async search(query: LogQuery, from = 0): Promise<{ lines: number[]; problem: string | null }> {
    const { search } = told(
      await this.#socket.emitWithAck('log:search', { view: this.view, query, from }),
    );
    const parts = () => this.#matches.get(search) ?? [];
    await this.until(() => parts().at(-1)?.done === true);
    const lines = parts().flatMap((part) => [...part.lines]);
    return { lines, problem: parts().at(-1)?.problem ?? null };
  }

  #take(tail: LogTail): void {
    const { shape, newest, moved, keep, live } = tail;
    const fresh = tail.shape.epoch !== this.tail.shape.epoch;
    if (fresh) this.settled.clear();
    newest.forEach(({ line }, i) => {
      if (line !== shape.lines - newest.length + i) throw new Error(`line ${line} out of order`);
    });
    for (const line of newest) this.settled.set(line.line, line);
    const left = fresh ? [] : this.live.slice(moved);
    if (keep > left.length) throw new Error(`${keep} lines kept of ${left.length}`);
    this.live = [...left.slice(0, keep), ...live];
    this.tail = tail;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** States and bytes a second, from the first of them to the last. */
export function rate(arrivals: readonly Arrival[]): { states: number; bytes: number } {
  const [first, last] = [arrivals[0], arrivals.at(-1)];
  const seconds = 1 + ((last?.at ?? 0) - (first?.at ?? 0)) / 1000;
  const bytes = arrivals.reduce((sum, one) => sum + one.bytes, 0);
  return { states: arrivals.length / seconds, bytes: bytes / seconds };
}
