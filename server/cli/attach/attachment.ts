// One session on one real terminal, from attaching to detaching: keys in, output out, and the ways
// it can end. Several may be attached at once.

import type { ViewerSink } from '../../gateway/stream/viewer.ts';
import type { ScreenSnapshot } from '../../protocol/page.ts';
import type { ExitRecord, Size } from '../../protocol/session.ts';
import { Keys } from './keys.ts';
import { LocalTerminal } from './local-terminal.ts';
import { WithoutQueries } from './queries.ts';
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
  readonly page: () => Promise<void>;
}

/** Takes the terminal until the user detaches, the session ends, or a signal comes. */
export async function attach(parts: AttachmentParts): Promise<AttachEnd> {
  const attachment = new Attachment(parts);
  try {
    return await attachment.run();
  } finally {
    attachment.close();
  }
}

class Attachment {
  readonly #parts: AttachmentParts;
  readonly #watched: Watched;
  readonly #terminal: LocalTerminal;
  readonly #typing: Typing;
  readonly #keys = new Keys();
  readonly #filter = new WithoutQueries();
  readonly #end: Promise<AttachEnd>;
  #finish: (end: AttachEnd) => void = () => {};
  readonly #signals: readonly [NodeJS.Signals, () => void][];

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    this.#watched = parts.watched;
    this.#typing = new Typing(parts.watched.link);
    this.#end = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#terminal = new LocalTerminal(parts.streams, {
      typed: (bytes) => this.#typed(bytes),
      resized: (size) => void this.#fit(size),
      gone: () => this.#finish({ kind: 'signal', signal: 'SIGHUP' }),
    });
    const endBy = (signal: NodeJS.Signals) => () => this.#finish({ kind: 'signal', signal });
    this.#signals = [
      ['SIGHUP', endBy('SIGHUP')],
      ['SIGTERM', endBy('SIGTERM')],
      ['SIGTSTP', () => this.#suspend()],
      ['SIGCONT', () => void this.#show()],
    ];
    for (const [signal, act] of this.#signals) process.on(signal, act);
  }

  async run(): Promise<AttachEnd> {
    await this.#fit(this.#terminal.size);
    await this.#show();
    void this.#watched.ended.then((exit) => {
      if (exit === null) this.#finish({ kind: 'lost' });
    });
    return await this.#end;
  }

  close(): void {
    for (const [signal, act] of this.#signals) process.off(signal, act);
    this.#watched.lookAway();
    this.#terminal.giveBack();
  }

  /** Someone at a real terminal cannot pan, so the size becomes theirs. */
  async #fit({ cols, rows }: Size): Promise<void> {
    if (!this.#parts.readOnly) await this.#watched.resize({ cols, rows, owner: 'cli' });
  }

  async #show(): Promise<void> {
    this.#terminal.take();
    this.#filter.reset();
    await this.#watched.look(this.#sink());
  }

  #sink(): ViewerSink {
    return {
      snapshot: (snapshot) => this.#paint(snapshot),
      output: (from, bytes) => {
        const painted = () => this.#watched.painted(from + bytes.length);
        this.#terminal.write(this.#filter.pass(bytes), painted);
      },
      // A real terminal has the size it has.
      resized: () => {},
      ended: () => void this.#ended(),
    };
  }

  #paint({ data, offset }: ScreenSnapshot): void {
    this.#filter.reset();
    this.#terminal.forget();
    this.#terminal.clear();
    this.#terminal.write(Buffer.from(data), () => this.#watched.painted(offset));
  }

  /** All of the output is on its way: the end is told when it has been painted. */
  async #ended(): Promise<void> {
    const exit = await this.#watched.ended;
    this.#terminal.write(Buffer.alloc(0), () =>
      this.#finish(exit === null ? { kind: 'lost' } : { kind: 'ended', exit }),
    );
  }

  #typed(bytes: Buffer): void {
    for (const action of this.#keys.read(bytes)) {
      if (action.kind === 'detach') this.#finish({ kind: 'detached' });
      else if (action.kind === 'log') void this.#page();
      else if (!this.#parts.readOnly && !this.#typing.type(action.bytes)) {
        this.#terminal.write(Buffer.from('\u0007'));
      }
    }
  }

  async #page(): Promise<void> {
    this.#watched.lookAway();
    this.#terminal.giveBack();
    await this.#parts.page();
    await this.#show();
  }

  /** Stopped by somebody's `kill -TSTP`: Ctrl+Z is the program's. */
  #suspend(): void {
    this.#watched.lookAway();
    this.#terminal.giveBack();
    process.kill(process.pid, 'SIGSTOP');
  }
}
