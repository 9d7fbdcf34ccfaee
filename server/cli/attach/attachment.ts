// One session on one real terminal, from attaching to detaching: keys in, output out, and the ways
// it can end. Several may be attached at once.
import type { ViewerSink } from '../../gateway/stream/viewer.ts';
import type { ScreenSnapshot } from '../../protocol/page.ts';
import type { ExitRecord, Size } from '../../protocol/session.ts';
import { Keys } from './keys.ts';
import { LocalTerminal } from './local-terminal.ts';
import { WithoutQueries } from './queries.ts';
import { onSignals } from './signals.ts';
import { Typing } from './typing.ts';
import type { Watched } from './watched.ts';

export type AttachEnd =
  | { readonly kind: 'detached' }
  | { readonly kind: 'ended'; readonly exit: ExitRecord }
  | { readonly kind: 'lost' }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals };

export interface AttachmentParts {
  readonly watched: Watched;
  readonly streams: ConstructorParameters<typeof LocalTerminal>[0];
  readonly readOnly: boolean;
  /** Shows the log in a pager on the terminal, which is not ours meanwhile. */
  readonly page: (signal: AbortSignal) => Promise<void>;
}

/** Takes the terminal until the user detaches, the session ends, or a signal comes. */
export async function attach(parts: AttachmentParts): Promise<AttachEnd> {
  const attachment = new Attachment(parts);
  try {
    return await attachment.run();
  } finally {
    await attachment.close();
  }
}

/** Stands in the terminal's scrollback where rows are left out. */
const holeNote =
  '\u001b[7m[output went by too fast to be shown; Ctrl+b [ has all of it]\u001b[m\r\n';
const bell = Buffer.from('\u0007');

class Attachment {
  readonly #parts: AttachmentParts;
  readonly #watched: Watched;
  readonly #terminal: LocalTerminal;
  readonly #typing: Typing;
  readonly #keys = new Keys();
  readonly #filter = new WithoutQueries();
  readonly #end: Promise<AttachEnd>;
  #finish: (end: AttachEnd) => void = () => {};
  #isOver = false;
  readonly #ignoreSignals: () => void;
  /** What runs on the terminal in place of the session. */
  #paging: { readonly over: Promise<void>; readonly abort: AbortController } | null = null;
  /** The output that the terminal shows ends here; null before the first screen. */
  #shownTo: number | null = null;
  #hasHole = false;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    this.#watched = parts.watched;
    this.#typing = new Typing(parts.watched.link);
    this.#end = new Promise((resolve) => {
      this.#finish = (end) => {
        this.#isOver = true;
        resolve(end);
      };
    });
    this.#terminal = new LocalTerminal(parts.streams, {
      typed: (bytes) => this.#typed(bytes),
      resized: (size) => void this.#fit(size),
      gone: () => this.#finish({ kind: 'signal', signal: 'SIGHUP' }),
    });
    this.#ignoreSignals = onSignals({
      end: (signal) => this.#endBy(signal),
      suspend: () => void this.#suspend(),
      resume: () => {
        if (this.#paging === null) void this.#resume({ inPlace: false });
      },
    });
  }

  async run(): Promise<AttachEnd> {
    await this.#fit(this.#terminal.size);
    this.#terminal.take();
    this.#terminal.scrollAway();
    await this.#show();
    void this.#watched.ended.then((exit) => {
      if (exit === null) this.#finish({ kind: 'lost' });
    });
    const end = await this.#end;
    // The terminal is the pager's until it is left.
    if (end.kind === 'signal') this.#paging?.abort.abort();
    await this.#paging?.over;
    return end;
  }

  async close(): Promise<void> {
    this.#watched.lookAway();
    await this.#terminal.giveBack();
    this.#ignoreSignals();
  }

  /** Someone at a real terminal cannot pan, so the size becomes theirs. */
  async #fit({ cols, rows }: Size): Promise<void> {
    if (!this.#parts.readOnly) await this.#watched.resize({ cols, rows, owner: 'cli' });
  }

  async #show(): Promise<void> {
    this.#filter.reset();
    const hole = () => {
      this.#hasHole = true;
    };
    await this.#watched.look(this.#sink(), () => this.#shownTo, hole);
  }

  #sink(): ViewerSink {
    return {
      snapshot: (snapshot) => this.#paint(snapshot),
      output: (from, bytes) => {
        const to = from + bytes.length;
        this.#terminal.write(this.#filter.pass(bytes), {
          sent: (count) => {
            this.#shownTo = Math.min(to, from + count);
          },
          shown: () => this.#watched.painted(to),
        });
        this.#shownTo ??= from;
      },
      // A real terminal has the size it has.
      resized: () => {},
      ended: () => void this.#ended(),
    };
  }

  #paint({ data, offset }: ScreenSnapshot): void {
    this.#filter.reset();
    this.#terminal.forget();
    const isFirstScreen = !this.#terminal.isAlternate;
    if (this.#hasHole && isFirstScreen) this.#terminal.scrollAway();
    this.#terminal.clear();
    if (this.#hasHole && isFirstScreen) this.#terminal.write(Buffer.from(holeNote));
    this.#hasHole = false;
    const painted = this.#filter.pass(data);
    this.#terminal.write(painted, {
      sent: (count) => {
        if (count === painted.length) this.#shownTo = offset;
      },
      shown: () => this.#watched.painted(offset),
    });
  }

  /** All of the output is on its way: the end is told when it has been painted. */
  async #ended(): Promise<void> {
    const exit = await this.#watched.ended;
    this.#terminal.write(Buffer.alloc(0), {
      shown: () => this.#finish(exit === null ? { kind: 'lost' } : { kind: 'ended', exit }),
    });
  }

  #typed(bytes: Buffer): void {
    for (const action of this.#keys.read(bytes)) {
      // What comes behind a detach or a pager's key is nobody's.
      if (this.#isOver || this.#paging !== null) return;
      if (action.kind === 'detach') this.#finish({ kind: 'detached' });
      else if (action.kind === 'log') this.#page();
      else if (!this.#parts.readOnly && !this.#typing.type(action.bytes))
        this.#terminal.write(bell);
    }
  }

  #page(): void {
    const abort = new AbortController();
    const over = (async () => {
      this.#watched.lookAway();
      await this.#terminal.giveBack({ inPlace: true });
      await this.#parts.page(abort.signal);
    })();
    this.#paging = { over, abort };
    void over.finally(() => {
      this.#paging = null;
      void this.#resume({ inPlace: true });
    });
  }

  #endBy(signal: NodeJS.Signals): void {
    // Ctrl+C in the pager is the pager's, and reaches everybody on the terminal.
    if (this.#paging !== null && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    this.#finish({ kind: 'signal', signal });
  }

  /** Stopped by somebody's `kill -TSTP`, or with the pager: Ctrl+Z is the program's. */
  async #suspend(): Promise<void> {
    if (this.#paging === null) {
      this.#watched.lookAway();
      await this.#terminal.giveBack();
    }
    process.kill(process.pid, 'SIGSTOP');
  }

  /** Back on the terminal, which may have another size by now. */
  async #resume({ inPlace }: { inPlace: boolean }): Promise<void> {
    if (this.#isOver) return;
    this.#terminal.take();
    if (!inPlace) this.#terminal.scrollAway();
    await this.#fit(this.#terminal.size);
    await this.#show();
  }
}
