// A page as far as bytes go: keeps what it is sent by offset, resumes from its cursor, and can say
// afterwards whether it got exactly what the log holds.
import { setTimeout as delay } from 'node:timers/promises';
import { fromWire } from '../../server/protocol/wire-bytes.ts';
import type { PageSocket, Product } from '../product.ts';
import type { Log } from './oracle.ts';

interface Stretch {
  readonly from: number;
  readonly parts: Buffer[];
  to: number;
}

export class StormViewer {
  readonly #product: Product;
  readonly #session: string;
  readonly #stretches: Stretch[] = [];
  readonly #wrong: string[] = [];
  #socket: PageSocket | null = null;
  #cursor: number | null = null;

  constructor(product: Product, session: string) {
    this.#product = product;
    this.#session = session;
  }

  get bytes(): number {
    return this.#stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** Cuts the connection there is, and attaches again from where it stood. */
  async reconnect(): Promise<void> {
    this.#socket?.disconnect();
    const socket = await this.#product.connect();
    this.#socket = socket;
    // A gateway on its way up may have to be asked again.
    for (let tries = 0; !(await this.#attach(socket)); tries++) {
      if (tries > 50) throw new Error(`${this.#session} cannot be attached`);
      await delay(100);
    }
  }

  /** Output may come in the same message as the answer: what is to be done then is done at once. */
  #attach(socket: PageSocket): Promise<boolean> {
    return new Promise((resolve) => {
      const request = { session: this.#session, cursor: this.#cursor };
      socket.emit('attach', request, (result) => {
        if (result.ok) {
          const { start } = result;
          if (start.kind === 'snapshot') this.#startAt(start.snapshot.offset);
          else if (start.offset !== this.#cursor)
            this.#wrong.push(`resumed at ${start.offset} in place of ${this.#cursor}`);
          this.#listen(socket, start.viewer);
        }
        resolve(result.ok);
      });
    });
  }

  resize(cols: number, rows: number): void {
    this.#socket?.emit('resize', { session: this.#session, cols, rows }, () => {});
  }

  /** Waits until it has got everything before `offset`, as bytes or on a screen. */
  async reached(offset: number): Promise<void> {
    const deadline = Date.now() + 15_000;
    while ((this.#cursor ?? 0) < offset) {
      if (Date.now() > deadline) {
        this.#wrong.push(`stuck at ${this.#cursor}, before ${offset}`);
        return;
      }
      await delay(20);
    }
  }

  /** Where what it got is not what the log holds. */
  differences({ bytes: log, gaps }: Log): string[] {
    const wrong = this.#stretches.filter(
      ({ from, to, parts }) => !Buffer.concat(parts).equals(log.subarray(from, to)),
    );
    // Behind a gap nobody knows what a character was.
    const cut = this.#stretches.filter(
      ({ from }) => ((log[from] ?? 0) & 0xc0) === 0x80 && !gaps.some(({ to }) => to === from),
    );
    return [
      ...this.#wrong,
      ...cut.map(({ from }) => `a screen at ${from}, inside of a character`),
      ...wrong.map(({ from, to }) => `[${from}, ${to}) is not the log's`),
    ];
  }

  close(): void {
    this.#socket?.disconnect();
  }

  #listen(socket: PageSocket, viewer: number): void {
    socket.on('output', (event) => {
      if (event.viewer !== viewer) return;
      const bytes = Buffer.from(fromWire(event.bytes) ?? []);
      const stretch = this.#stretches.at(-1);
      if (stretch === undefined || stretch.to !== event.from)
        this.#wrong.push(`bytes from ${event.from} on behind ${stretch?.to}`);
      else {
        stretch.parts.push(bytes);
        stretch.to += bytes.length;
      }
      this.#cursor = event.from + bytes.length;
      socket.emit('painted', { viewer, offset: this.#cursor });
    });
    socket.on('snapshot', (event) => {
      if (event.viewer !== viewer) return;
      this.#startAt(event.snapshot.offset);
      socket.emit('painted', { viewer, offset: event.snapshot.offset });
    });
  }

  #startAt(offset: number): void {
    this.#stretches.push({ from: offset, parts: [], to: offset });
    this.#cursor = offset;
  }
}
