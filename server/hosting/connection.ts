// One client on the host's socket: frames in, frames out. A client that reads slowly costs no
// memory: notices it cannot take are folded into one, and it reads the log at its own pace. One that
// does not read what it is answered is not read from either.
import type { Socket } from 'node:net';
import { FrameDecoder } from '../protocol/frame.ts';
import {
  type ClientFrame,
  encodeHostFrame,
  type HostFrame,
  parseClientFrame,
} from '../protocol/host.ts';

const helloWithinMs = 5000;
/** Waits for the client to read: beyond this it is told no output, and asked for nothing. */
const backlogBytes = 256 * 1024;
/** What others' resizes and the like may add to that before the connection is closed. */
const maxBacklogBytes = 1024 * 1024;
/** An acknowledgement waits this long for an echo to travel with. */
const acknowledgeWithinMs = 2;
/** So many are company enough. */
const maxSoon = 100;

export interface ConnectionEvents {
  /** Bytes in a frame are good until this returns. The first frame is always a hello. */
  readonly onFrame: (frame: ClientFrame, connection: Connection) => void;
  readonly onClose: (connection: Connection) => void;
}

export class Connection {
  /** What the client said of itself; null until it did. */
  hello: Extract<ClientFrame, { type: 'hello' }> | null = null;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  /** Acknowledgements that wait for company. */
  readonly #soon: Uint8Array[] = [];
  #soonTimer: NodeJS.Timeout | null = null;
  /** Output that was not told because the client did not read. */
  #untold: { from: number; to: number } | null = null;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    const decoder = new FrameDecoder();
    socket.setTimeout(helloWithinMs, () => socket.destroy());
    socket.on('data', (chunk) => this.#receive(decoder, chunk));
    socket.on('drain', () => {
      this.#tellUntold();
      socket.resume();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => events.onClose(this));
  }

  send(frame: HostFrame): void {
    this.sendEncoded(encodeHostFrame(frame));
  }

  /** Sends with the next frame, or in a moment: what answers nobody's wait need not wake them. */
  sendSoon(frame: HostFrame): void {
    this.#soon.push(encodeHostFrame(frame));
    if (this.#soon.length > maxSoon) this.#write(this.#takeSoon());
    else this.#soonTimer ??= setTimeout(() => this.#write(this.#takeSoon()), acknowledgeWithinMs);
  }

  /** For one frame that goes to many. */
  sendEncoded(bytes: Uint8Array): void {
    this.#write(this.#soon.length === 0 ? bytes : Buffer.concat([bytes, this.#takeSoon()]));
  }

  /** Tells of output, `encoded` being its notice; folds it into the next one if the client lags. */
  sendOutput(from: number, to: number, encoded: Uint8Array): void {
    if (this.#untold !== null) this.#untold.to = to;
    else if (this.#socket.writableLength > backlogBytes) this.#untold = { from, to };
    else this.sendEncoded(encoded);
  }

  /** Ends the connection once all has been sent. Resolves when it is closed, or after `withinMs`. */
  end(withinMs: number): Promise<void> {
    this.#tellUntold();
    this.#write(this.#takeSoon());
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), withinMs);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.end();
    });
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0 || !this.#socket.writable) return;
    this.#socket.write(bytes);
    const backlog = this.#socket.writableLength;
    if (backlog > maxBacklogBytes) this.#socket.destroy();
    else if (backlog > backlogBytes) this.#socket.pause();
  }

  #takeSoon(): Uint8Array {
    if (this.#soonTimer !== null) clearTimeout(this.#soonTimer);
    this.#soonTimer = null;
    return Buffer.concat(this.#soon.splice(0));
  }

  #tellUntold(): void {
    const untold = this.#untold;
    this.#untold = null;
    if (untold !== null) this.send({ type: 'output', ...untold, bytes: null });
  }

  #receive(decoder: FrameDecoder, chunk: Uint8Array): void {
    try {
      for (const raw of decoder.push(chunk)) {
        const frame = parseClientFrame(raw);
        if (frame === 'unknown') continue;
        if (frame === null || (this.hello === null) !== (frame.type === 'hello')) {
          this.#socket.destroy();
          return;
        }
        if (frame.type === 'hello') {
          this.hello = frame;
          this.#socket.setTimeout(0);
        }
        this.#events.onFrame(frame, this);
      }
    } catch {
      this.#socket.destroy(); // A frame that is too large: whoever sends it does not speak this protocol.
    }
  }
}
