// A connection to one session's host, once it is there. Owns the host's greeting, the numbering of answers and what happens
// when the peer says something wrong: the link closes. Knows nothing of who looks at the session.
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Failure } from '../protocol/failure.ts';
import { FrameDecoder } from '../protocol/frame.ts';
import {
  type ClientFrame,
  encodeClientFrame,
  type HostFrame,
  type InputStatus,
  maxInputBytes,
  type OwnedSize,
  parseHostFrame,
} from '../protocol/host.ts';
import type { ExitRecord, StopHow } from '../protocol/session.ts';

export interface LinkEvents {
  /** The log holds [from, to) now; `bytes` are those, when they are few. */
  output: [from: number, to: number, bytes: Uint8Array | null];
  resized: [offset: number, size: OwnedSize];
  /** Whether this client answers terminal queries from now on. */
  answerer: [you: boolean];
  exit: [exit: ExitRecord];
  /** [from, to) could not be written: the log has a gap there. */
  lost: [from: number, to: number];
  /** Once, whoever closed. Nothing comes after it. */
  close: [];
}

type Hello = Extract<HostFrame, { type: 'hello' }>;

/** Written to the host and not yet taken by the system; beyond it input is refused as busy. */
const maxUnsentBytes = 1024 * 1024;

export class HostLink {
  /** Rejects when the link closes before the host's hello. */
  readonly greeted: Promise<Hello>;
  readonly #socket: Socket;
  readonly #name: string;
  readonly #decoder = new FrameDecoder();
  readonly #events = new EventEmitter();
  readonly #inputs = new Map<string, PendingInput>();
  #hello: Hello | null = null;
  /** Frames that came right behind the hello. */
  #held: HostFrame[] | null = null;
  #exited = false;
  #closed = false;
  #resolveGreeted: (hello: Hello) => void = () => {};
  #rejectGreeted: (error: Failure) => void = () => {};

  constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.#name = name;
    this.greeted = new Promise((resolve, reject) => {
      this.#resolveGreeted = resolve;
      this.#rejectGreeted = reject;
    });
    this.greeted.catch(() => {});
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
  }

  /** What the host said of itself first. `offset` is the output's end at that moment. */
  get hello(): Hello {
    if (this.#hello === null) throw new Error('the host has not greeted yet');
    return this.#hello;
  }

  get closed(): boolean {
    return this.#closed;
  }

  on<Event extends keyof LinkEvents>(
    event: Event,
    listener: (...values: LinkEvents[Event]) => void,
  ): this {
    this.#events.on(event, listener as (...values: unknown[]) => void);
    return this;
  }

  /**
   * Types bytes. `seq` counts up from 1 within a source; sending one again after a lost link is
   * safe. Throws Failure too-large, and host-gone when the link closes before the answer: whether
   * it was typed is not known then.
   */
  input(source: string, seq: number, bytes: Uint8Array): Promise<InputStatus> {
    if (bytes.length > maxInputBytes) {
      return Promise.reject(new Failure('too-large', `${maxInputBytes / 1024} KiB at once`));
    }
    if (this.#exited) return Promise.resolve('ended');
    if (this.#closed) return Promise.reject(new Failure('host-gone', this.#name));
    const key = `${seq} ${source}`;
    const pending = this.#inputs.get(key);
    if (pending !== undefined) return pending.status;
    if (this.#socket.writableLength > maxUnsentBytes) return Promise.resolve('busy');
    const waiting = new PendingInput();
    this.#inputs.set(key, waiting);
    this.send({ type: 'input', source, seq, bytes });
    return waiting.status;
  }

  resize(size: OwnedSize): void {
    this.send({ type: 'resize', size });
  }

  /** Answers a terminal query found in the output bytes [from, to). */
  reply(from: number, to: number, bytes: Uint8Array): void {
    this.send({ type: 'reply', from, to, bytes });
  }

  stop(how: StopHow): void {
    this.send({ type: 'stop', how });
  }

  send(frame: ClientFrame): void {
    if (!this.#closed) this.#socket.write(encodeClientFrame(frame));
  }

  /** May be called twice. The session goes on. */
  close(): void {
    if (this.#closed) return;
    this.#release();
    this.#closed = true;
    this.#socket.destroy();
    const gone = new Failure('host-gone', this.#name);
    this.#rejectGreeted(gone);
    for (const input of this.#inputs.values()) {
      if (this.#exited) input.resolve('ended');
      else input.reject(gone);
    }
    this.#inputs.clear();
    this.#events.emit('close');
  }

  #receive(chunk: Uint8Array): void {
    const frames = this.#parse(chunk);
    if (frames === null) this.close();
    else for (const frame of frames) this.#take(frame);
  }

  /** Null when the peer does not keep to the protocol. */
  #parse(chunk: Uint8Array): HostFrame[] | null {
    try {
      const said: HostFrame[] = [];
      for (const frame of this.#decoder.push(chunk)) {
        const parsed = parseHostFrame(frame);
        if (parsed === null) return null;
        if (parsed !== 'unknown') said.push(parsed);
      }
      return said;
    } catch {
      return null; // A frame too large.
    }
  }

  #take(frame: HostFrame): void {
    if (this.#closed) return;
    if (this.#hello === null) this.#greet(frame);
    else if (this.#held !== null) this.#held.push(frame);
    else this.#deliver(frame);
  }

  /** Holds what follows back for a turn, so that whoever awaits the link can listen first. */
  #greet(frame: HostFrame): void {
    if (frame.type !== 'hello') {
      this.close();
      return;
    }
    this.#hello = frame;
    this.#held = [];
    this.#resolveGreeted(frame);
    setImmediate(() => this.#release());
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const frame of held) this.#take(frame);
  }

  #deliver(frame: HostFrame): void {
    switch (frame.type) {
      case 'hello':
        break;
      case 'output':
        this.#events.emit('output', frame.from, frame.to, frame.bytes);
        break;
      case 'inputResult': {
        const key = `${frame.seq} ${frame.source}`;
        this.#inputs.get(key)?.resolve(frame.status);
        this.#inputs.delete(key);
        break;
      }
      case 'resized':
        this.#events.emit('resized', frame.offset, frame.size);
        break;
      case 'answerer':
        this.#events.emit('answerer', frame.you);
        break;
      case 'exit':
        this.#exited = true;
        this.#events.emit('exit', frame.exit);
        break;
      case 'lost':
        this.#events.emit('lost', frame.from, frame.to);
        break;
    }
  }
}

class PendingInput {
  readonly status: Promise<InputStatus>;
  resolve: (status: InputStatus) => void = () => {};
  reject: (error: Failure) => void = () => {};

  constructor() {
    this.status = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
