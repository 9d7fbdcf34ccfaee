// Output on its way into a terminal. Control strings (OSC, DCS, APC, PM, SOS and the title that GNU
// screen has programs write) pass whole or not at all, so no terminal ever waits inside one: a string
// that stays open is dropped after 5 s, as tmux does, and one that is too long is dropped at its end.
// Sequences and characters that are not complete yet are held back. Pure: the caller tells the time.
import { joined, none } from './bytes.ts';
import { type Kind, passed, passthroughPrefix } from './passed-string.ts';
import { completeLength } from './safe-cut.ts';
import { type Origin, withoutC1 } from './without-c1.ts';

/** Longer strings are dropped. A program's text for the clipboard, 100 KB of base64, fits. */
export const maxStringBytes = 128 * 1024;
/** By the times of the output: input.c of tmux 3.3a has the same. */
const giveUpAfterMs = 5000;

const [bel, can, sub, esc, backslash] = [0x07, 0x18, 0x1a, 0x1b, 0x5c];

/** By the byte behind ESC. PM and SOS mean nothing to anybody. */
const openers: Readonly<Record<number, Kind>> = {
  80: 'dcs',
  88: 'ignored',
  93: 'osc',
  94: 'ignored',
  95: 'apc',
  107: 'title',
};

/** Opens a string that ends in the same way and does nothing. */
const openerOf: Readonly<Record<Kind, string>> = {
  osc: '\x1b]7777;',
  passthrough: '\x1bPtmux;',
  ...{ dcs: '\x1bX', apc: '\x1bX', ignored: '\x1bX', title: '\x1bX' },
};

interface Open {
  kind: Kind;
  /** From its ESC on; null when it is too long to be kept. */
  parts: Uint8Array[] | null;
  length: number;
  /** When the output around its beginning arrived. */
  since: number | null;
}

/** Where the output stands in a string too long to be kept, as JSON. */
export interface ControlStringsState {
  readonly time: number | null;
  readonly dropping: { readonly kind: Kind; readonly since: number | null } | null;
}

export class ControlStrings {
  readonly #maxBytes: number;
  /** Begins a sequence or character that is not complete, or may end a string. */
  #held: Uint8Array = none;
  #open: Open | null = null;
  #time: number | null = null;
  #origins: Origin[] = [];

  constructor(maxBytes = maxStringBytes) {
    this.#maxBytes = maxBytes;
  }

  /** So many bytes at the end of what was pushed are held back. */
  get heldBytes(): number {
    const { parts = null, length = 0 } = this.#open ?? {};
    return (parts === null ? 0 : length) + this.#held.length;
  }

  /** Where what was given out last came from, in rising order. */
  get origins(): readonly Origin[] {
    return this.#origins;
  }

  /** A string is open whose beginning is gone: the sequence that a terminal would need to know of it. */
  get opener(): string {
    if (this.#open === null || this.#open.parts !== null) return '';
    return openerOf[this.#open.kind];
  }

  /** A string is open, and was given time enough: whatever comes next ends it. */
  isStale(now: number): boolean {
    const since = this.#open?.since ?? null;
    return since !== null && now - since >= giveUpAfterMs;
  }

  /** Output from here on arrived at `time`, in milliseconds. */
  tick(time: number): void {
    this.#time = time;
    if (this.#open === null) return;
    if (this.isStale(time)) {
      this.#held = this.#open.kind === 'passthrough' ? none : this.#held;
      this.#open = null;
    } else this.#open.since ??= time;
  }

  /** What a terminal is to be fed of the output so far. Takes no copy of the bytes it holds back. */
  push(bytes: Uint8Array): Uint8Array {
    const all = joined([this.#held, bytes]);
    const before = this.#held.length;
    this.#held = none;
    const out: Uint8Array[] = [];
    const origins: Origin[] = [];
    let length = 0;
    for (let at = 0, given = 0; at < all.length; ) {
      // Whatever was given out before this ends here.
      origins.push({ at: length, from: at - before });
      if (this.#open === null) at = this.#pass(all, at, out);
      else at = this.#collect(all, at, out);
      for (; given < out.length; given++) length += out[given]?.length ?? 0;
    }
    origins.push({ at: length, from: all.length - before });
    this.#origins = origins;
    return withoutC1(joined(out), origins);
  }

  /** No more output comes: what is held back. */
  finish(): Uint8Array {
    const rest = this.#open === null ? this.#held : none;
    this.cancel();
    this.#origins = [{ at: 0, from: -rest.length }];
    return rest;
  }

  /** Output is missing from here on. */
  cancel(): void {
    this.#held = none;
    this.#open = null;
    this.#origins = [];
  }

  /** Null while bytes are held back. */
  get state(): ControlStringsState | null {
    if (this.heldBytes > 0) return null;
    const { kind, since } = this.#open ?? { kind: null, since: null };
    return { time: this.#time, dropping: kind === null ? null : { kind, since } };
  }

  restore({ time, dropping }: ControlStringsState): void {
    this.#time = time;
    this.#open = dropping && { ...dropping, parts: null, length: 0 };
  }

  /** Outside of strings, up to the next one; where that is. */
  #pass(all: Uint8Array, from: number, out: Uint8Array[]): number {
    const start = nextOpener(all, from);
    if (start < all.length) {
      const kind = openers[all[start + 1] as number] as Kind;
      this.#open = { kind, parts: [], length: 0, since: this.#time };
      if (start > from) out.push(all.subarray(from, start));
      this.#keep(all.subarray(start, start + 2));
      return start + 2;
    }
    const rest = all.subarray(from);
    const complete = completeLength(rest);
    if (complete > 0) out.push(rest.subarray(0, complete));
    if (complete < rest.length) this.#held = rest.slice(complete);
    return all.length;
  }

  /** Inside of a string, to its end; where that is. */
  #collect(all: Uint8Array, from: number, out: Uint8Array[]): number {
    const open = this.#open as Open;
    for (let at = from; at < all.length; at++) {
      const byte = all[at] as number;
      if (byte >= 0x20 || (byte !== esc && byte !== can && byte !== sub && byte !== bel)) continue;
      if (byte === bel && open.kind !== 'osc') continue;
      if (byte !== esc) {
        if (this.#isPassthrough(all, from, at)) continue;
        this.#keep(all.subarray(from, at + 1));
        this.#end(out);
        return at + 1;
      }
      const next = all[at + 1];
      if (next === undefined) {
        this.#keep(all.subarray(from, at));
        this.#held = all.slice(at);
        return all.length;
      }
      if (next !== backslash && this.#isPassthrough(all, from, at)) {
        at++;
        continue;
      }
      const end = next === backslash ? at + 2 : at;
      this.#keep(all.subarray(from, end));
      this.#end(out);
      return end;
    }
    this.#keep(all.subarray(from));
    return all.length;
  }

  /** tmux's own strings hold others, with every ESC doubled. */
  #isPassthrough(all: Uint8Array, from: number, to: number): boolean {
    const open = this.#open as Open;
    if (open.kind === 'dcs' && open.parts !== null) {
      const wanted = passthroughPrefix.length;
      const text = joined([...open.parts, all.subarray(from, Math.min(to, from + wanted))]);
      if (startsWith(text, passthroughPrefix)) open.kind = 'passthrough';
    }
    return open.kind === 'passthrough';
  }

  #keep(bytes: Uint8Array): void {
    const open = this.#open as Open;
    if (open.parts === null || bytes.length === 0) return;
    open.length += bytes.length;
    if (open.length <= this.#maxBytes) {
      open.parts.push(bytes.slice());
      // Few large parts: output may come byte by byte.
      if (open.parts.length > 256) open.parts = [joined(open.parts)];
    } else {
      this.#isPassthrough(bytes, 0, bytes.length);
      open.parts = null;
      open.length = 0;
    }
  }

  #end(out: Uint8Array[]): void {
    const { kind, parts } = this.#open as Open;
    this.#open = null;
    if (parts === null) return;
    const whole = passed(kind, joined(parts));
    if (whole.length > 0) out.push(whole);
  }
}

/** The next ESC that opens a string, or the end. */
function nextOpener(bytes: Uint8Array, from: number): number {
  const end = bytes.length;
  let at = bytes.indexOf(esc, from);
  if (at < 0) return end;
  for (; at + 1 < end; at++) {
    if (bytes[at] === esc && openers[bytes[at + 1] as number] !== undefined) return at;
  }
  return end;
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, at) => bytes[at] === byte);
}
