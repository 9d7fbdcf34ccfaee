// The live connection to the gateway: opened when first wanted, verified on waking, reopened at once
// when it is dead, and its state in a form a person can be told. Knows no event but `verify`.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Outcome } from './api.ts';
import { fieldsOf } from './guards.ts';
import type { Answered } from './hello.ts';
import { failureOf, notPaired, notUnderstood, unproven, unreachable } from './refusal.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** `heard`: when the gateway last said anything, in ms since 1970; null if it never did. */
export type LinkState =
  | { readonly kind: 'idle' | 'live' }
  | { readonly kind: 'connecting' | 'checking' | 'lost'; readonly heard: number | null }
  /** Something else than the gateway is in the way: `words` say what, and what to do. */
  | { readonly kind: 'barred'; readonly heard: number | null; readonly words: string };

export interface Link {
  /** For people: a loss is told only after `graceMs`, so that a short one goes unnoticed. */
  readonly state: ReadonlySignal<LinkState>;
  readonly connected: ReadonlySignal<boolean>;
  /** Connected, and heard of lately: it is the gateway that has proven itself, and no memory of it. */
  isLive(): boolean;
  open(): void;
  /** Sent once, dropped when there is no connection. */
  tell(event: string, message?: object): void;
  /** Answered, refused, or `unreachable` when the connection breaks before the answer. */
  ask<T>(
    event: string,
    message: object | null,
    parse: (answer: unknown) => T | null,
  ): Promise<Outcome<T>>;
  /** Returns what ends the listening. */
  on(event: string, listener: (message: unknown) => void): () => void;
  /** The page is being looked at (again), or the network changed. */
  wake(): void;
  close(): void;
}

export interface LinkParts {
  readonly openSocket: OpenSocket;
  token(): string | null;
  /** Why there may be no connection, asked another way; `refused` where this device is shut out. */
  why(): Promise<Answered>;
  refused(message: string): void;
  now(): number;
}

export const firstRetryMs = 150;
/** A gateway that is being restarted is found again within a second, one that stays away within two. */
const slowRetryMs = 1000;
const slowestRetryMs = 2000;
const quickRetries = 30;
/** So many attempts in a row have failed, and each so many after that: what is in the way is asked for. */
const asksWhyEvery = 4;
/** The gateway asks for a sign of life every 10 s, and gives 8. */
const liveMs = 20_000;
const verifyMs = 1500;
const answerMs = 15_000;
/** Losses and checks shorter than this are not worth a word. */
const graceMs = 500;
/** The first connection may take this long on a slow network: the list has come over HTTP by then. */
const firstGraceMs = 4000;
/** What was heard of this lately counts as current while it is being checked. */
const currentMs = 10_000;
/** A connection attempt older than this may have slept with the page. */
const freshAttemptMs = 1000;

export function createLink(parts: LinkParts): Link {
  return new GatewayLink(parts);
}

class GatewayLink implements Link {
  readonly state = signal<LinkState>({ kind: 'idle' });
  readonly connected = signal(false);
  readonly #parts: LinkParts;
  readonly #listeners = new Map<string, Set<(message: unknown) => void>>();
  /** Answers still awaited: all are `unreachable` once the connection is gone. */
  readonly #awaited = new Set<() => void>();
  #socket: Socket | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #heard: number | null = null;
  #attempted = 0;
  #verifying: Socket | null = null;
  #wanted = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  isLive(): boolean {
    const heard = this.#heard;
    return this.connected.value && heard !== null && this.#parts.now() - heard < liveMs;
  }

  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#publishLater({ kind: 'connecting', heard: null }, firstGraceMs);
    this.#connect();
  }

  tell(event: string, message?: object): void {
    if (this.connected.value) this.#socket?.send(event, message === undefined ? [] : [message]);
  }

  ask<T>(
    event: string,
    message: object | null,
    parse: (answer: unknown) => T | null,
  ): Promise<Outcome<T>> {
    const socket = this.#socket;
    if (socket === null || !this.connected.value) return Promise.resolve(unreachable);
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<T>) => {
        this.#awaited.delete(giveUp);
        clearTimeout(timer);
        resolve(outcome);
      };
      const giveUp = () => settle(unreachable);
      const timer = setTimeout(giveUp, answerMs);
      this.#awaited.add(giveUp);
      socket.send(event, message === null ? [] : [message], (answer) => {
        this.#hear();
        settle(readAnswer(answer, parse));
      });
    });
  }

  on(event: string, listener: (message: unknown) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  wake(): void {
    if (!this.#wanted) return;
    if (this.connected.value) this.#verify();
    else if (this.#parts.now() - this.#attempted > freshAttemptMs) this.#reconnect();
  }

  close(): void {
    this.#wanted = false;
    this.#drop();
    clearTimeout(this.#retry);
    clearTimeout(this.#grace);
    this.state.value = { kind: 'idle' };
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#attempted = this.#parts.now();
    const token = this.#parts.token();
    if (token === null) {
      this.close();
      return;
    }
    const socket = this.#parts.openSocket(token, {
      connected: () => this.#live(),
      heard: () => this.#hear(),
      event: (name, message) => {
        this.#hear();
        for (const listener of this.#listeners.get(name) ?? []) listener(message);
      },
      lost: () => {
        if (this.#socket === socket) this.#lost();
      },
      stranger: () => {
        if (this.#socket !== socket) return;
        this.#bar(unproven.message);
        this.#lost();
      },
      refused: () => {
        this.close();
        this.#parts.refused(notPaired.message);
      },
    });
    this.#socket = socket;
  }

  #live(): void {
    this.#failures = 0;
    this.#hear();
    this.#publish({ kind: 'live' });
    this.connected.value = true;
  }

  #lost(): void {
    this.#drop();
    if (!this.#wanted) return;
    const slowest = this.#failures < quickRetries ? slowRetryMs : slowestRetryMs;
    const delay = Math.min(firstRetryMs * 2 ** this.#failures++, slowest);
    if (this.#failures % asksWhyEvery === 0) void this.#askWhy();
    this.#tellLoss();
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #reconnect(): void {
    this.#drop();
    this.#tellLoss();
    this.#connect();
  }

  /** Ends the present socket and everything that waits for it. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.connected.value = false;
    socket?.close();
    for (const giveUp of [...this.#awaited]) giveUp();
  }

  #verify(): void {
    const socket = this.#socket;
    if (socket === null || socket === this.#verifying) return;
    this.#verifying = socket;
    const heard = this.#heard;
    if (heard === null || this.#isOld) this.#publish({ kind: 'checking', heard });
    const dead = setTimeout(() => {
      if (this.#socket === socket) this.#reconnect();
    }, verifyMs);
    socket.send('verify', [], () => {
      clearTimeout(dead);
      this.#verifying = null;
      if (this.#socket === socket) this.#live();
    });
  }

  /** A gateway that is away is no news; what answers in its place, or in front of it, is. */
  async #askWhy(): Promise<void> {
    const answered = await this.#parts.why();
    if (!this.#wanted || this.connected.value || answered.ok) return;
    if (answered.code !== unreachable.code) this.#bar(answered.message);
    else if (this.state.value.kind === 'barred')
      this.#publish({ kind: 'lost', heard: this.#heard });
  }

  #bar(words: string): void {
    this.#publish({ kind: 'barred', heard: this.#heard, words });
  }

  #tellLoss(): void {
    if (this.state.value.kind === 'barred') return;
    const heard = this.#heard;
    const loss = { kind: heard === null ? 'connecting' : 'lost', heard } as const;
    if (this.state.value.kind === loss.kind) return;
    // What is old was not current a moment ago either: it must not pass for it meanwhile.
    if (this.#isOld) this.#publish(loss);
    else this.#publishLater(loss, graceMs);
  }

  get #isOld(): boolean {
    return this.#heard !== null && this.#parts.now() - this.#heard > currentMs;
  }

  #publish(state: LinkState): void {
    clearTimeout(this.#grace);
    this.state.value = state;
  }

  #publishLater(state: LinkState, delayMs: number): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => {
      this.state.value = state;
    }, delayMs);
  }

  #hear(): void {
    this.#heard = this.#parts.now();
  }
}

function readAnswer<T>(answer: unknown, parse: (answer: unknown) => T | null): Outcome<T> {
  if (fieldsOf(answer).ok !== true) return failureOf(answer);
  const value = parse(answer);
  return value === null ? notUnderstood : { ok: true, value };
}
