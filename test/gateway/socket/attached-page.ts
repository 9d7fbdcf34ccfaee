// A page attached to a session over a real socket: paints what it gets, as the client does, and
// throws at a hole.
import type { AttachStart, GatewayToPage, ScreenSnapshot } from '../../../server/protocol/page.ts';
import { fromWire } from '../../../server/protocol/wire-bytes.ts';
import type { PageSocket } from '../gateways.ts';

type Message<Name extends keyof GatewayToPage> = Parameters<GatewayToPage[Name]>[0];

export class AttachedPage {
  readonly #socket: PageSocket;
  readonly #waiting = new Set<() => void>();
  readonly start: AttachStart;
  readonly viewer: number;
  /** Output since the last snapshot or start. */
  parts: Buffer[] = [];
  messages = 0;
  snapshots: ScreenSnapshot[] = [];
  sizes: Message<'resized'>[] = [];
  cursor: number;
  hasEnded = false;
  eager: boolean;

  private constructor(socket: PageSocket, start: AttachStart, eager: boolean) {
    this.#socket = socket;
    this.start = start;
    this.viewer = start.viewer;
    this.eager = eager;
    this.cursor = start.kind === 'resume' ? start.offset : start.snapshot.offset;
    if (start.kind === 'snapshot') this.snapshots.push(start.snapshot);
    socket.on('output', (message) => message.viewer === this.viewer && this.#output(message));
    socket.on('snapshot', (message) => message.viewer === this.viewer && this.#snapshot(message));
    socket.on('resized', (message) => {
      if (message.viewer === this.viewer) this.sizes.push(message);
      this.#wake();
    });
    socket.on('ended', ({ viewer }) => {
      if (viewer === this.viewer) this.hasEnded = true;
      this.#wake();
    });
    if (eager) this.paint();
  }

  static async attach(
    socket: PageSocket,
    session: string,
    { cursor = null, eager = true }: { cursor?: number | null; eager?: boolean } = {},
  ): Promise<AttachedPage> {
    return await new Promise((resolve, reject) => {
      // Within the answer itself: output may be right behind it.
      socket.emit('attach', { session, cursor }, (answer) => {
        if (answer.ok) resolve(new AttachedPage(socket, answer.start, eager));
        else reject(new Error(answer.error.code));
      });
    });
  }

  get text(): string {
    return Buffer.concat(this.parts).toString();
  }

  /** What was painted since the last screen, that screen first. */
  get shown(): string {
    return Buffer.from(this.snapshots.at(-1)?.data ?? []).toString() + this.text;
  }

  paint(): void {
    this.#socket.emit('painted', { viewer: this.viewer, offset: this.cursor });
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #output({ from, bytes }: Message<'output'>): void {
    if (from !== this.cursor) throw new Error(`output at ${from}, expected at ${this.cursor}`);
    this.parts.push(Buffer.from(fromWire(bytes) ?? []));
    this.messages++;
    this.cursor += bytes.length;
    if (this.eager) this.paint();
    this.#wake();
  }

  #snapshot({ snapshot }: Message<'snapshot'>): void {
    this.snapshots.push(snapshot);
    this.parts = [];
    this.cursor = snapshot.offset;
    if (this.eager) this.paint();
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
