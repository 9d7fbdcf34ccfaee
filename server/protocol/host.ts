// Host protocol 1: what a session's host and its clients say to each other. Frozen: a released
// frame never changes its meaning, new ones get new numbers, and unknown ones are skipped.
// docs/host-protocol.md is the same in words.
import {
  isOffset,
  json,
  numbers,
  object,
  readNumbers,
  readShortText,
  shortText,
} from './fields.ts';
import { encodeFrame, type Frame } from './frame.ts';
import {
  type ExitRecord,
  parseExitRecord,
  parseSize,
  parseStopHow,
  type Size,
  type StopHow,
} from './session.ts';

export const hostProtocol = 1;

/** OUTPUT carries its bytes when they are at most this many; longer ranges are read from the log. */
export const maxInlineOutput = 4096;
/** An EXIT's code where nobody can tell: a program in tmux, whose end tmux alone saw. */
export const unknownExitCode = -1;
/** An INPUT's bytes at most: more is cut into several by the sender. */
export const maxInputBytes = 64 * 1024;

/** Frame numbers: below 0x80 from a client, from 0x80 on from the host. */
export const frameType = {
  clientHello: 0x01,
  input: 0x02,
  resize: 0x03,
  reply: 0x04,
  stop: 0x05,
  hello: 0x81,
  output: 0x82,
  inputResult: 0x83,
  resized: 0x84,
  answerer: 0x85,
  exit: 0x86,
  lost: 0x87,
} as const;

/** accepted also answers a number that was accepted before; busy: the queue is full, nothing was taken. */
export type InputStatus = 'accepted' | 'busy' | 'ended';
const inputStatuses: readonly InputStatus[] = ['accepted', 'busy', 'ended'];

/** Who decides the size now, in words for people: `cli`, or a device's name. Empty: nobody yet. */
export interface OwnedSize extends Size {
  readonly owner: string;
}

export type ClientFrame =
  /** First frame of every connection. `answers`: this client can answer terminal queries. */
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly client: 'gateway' | 'cli';
      readonly version: string;
      readonly answers: boolean;
    }
  /** `seq` counts up from 1 within a source; a number not above the last accepted is not typed again. */
  | {
      readonly type: 'input';
      readonly source: string;
      readonly seq: number;
      readonly bytes: Uint8Array;
    }
  | { readonly type: 'resize'; readonly size: OwnedSize }
  /** An answer to a terminal query found in the output bytes [from, to). */
  | {
      readonly type: 'reply';
      readonly from: number;
      readonly to: number;
      readonly bytes: Uint8Array;
    }
  | { readonly type: 'stop'; readonly how: StopHow };

export type HostFrame =
  /** Answers the client's hello. `offset` is the end of the output so far; `pid` is the program's. */
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly version: string;
      readonly id: string;
      readonly pid: number;
      readonly offset: number;
      readonly size: OwnedSize;
    }
  /** The log holds [from, to) now. `bytes` are those, when they are few. */
  | {
      readonly type: 'output';
      readonly from: number;
      readonly to: number;
      readonly bytes: Uint8Array | null;
    }
  | {
      readonly type: 'inputResult';
      readonly source: string;
      readonly seq: number;
      readonly status: InputStatus;
    }
  /** Bytes from `offset` on are drawn at this size. */
  | { readonly type: 'resized'; readonly offset: number; readonly size: OwnedSize }
  /** Whether this client answers terminal queries from now on. */
  | { readonly type: 'answerer'; readonly you: boolean }
  | { readonly type: 'exit'; readonly exit: ExitRecord }
  /** [from, to) could not be written (a full or hung disk): the log has a gap there. */
  | { readonly type: 'lost'; readonly from: number; readonly to: number };

const nothing = new Uint8Array(0);

/** A client frame's bytes. */
export function encodeClientFrame(frame: ClientFrame): Uint8Array<ArrayBuffer> {
  switch (frame.type) {
    case 'hello': {
      const { type: _, ...hello } = frame;
      return encodeFrame(frameType.clientHello, json(hello));
    }
    case 'input':
      return encodeFrame(frameType.input, numbers(frame.seq), shortText(frame.source), frame.bytes);
    case 'resize':
      return encodeFrame(frameType.resize, json(frame.size));
    case 'reply':
      return encodeFrame(frameType.reply, numbers(frame.from, frame.to), frame.bytes);
    case 'stop':
      return encodeFrame(frameType.stop, json({ how: frame.how }));
  }
}

/** A host frame's bytes. */
export function encodeHostFrame(frame: HostFrame): Uint8Array<ArrayBuffer> {
  switch (frame.type) {
    case 'hello': {
      const { type: _, ...hello } = frame;
      return encodeFrame(frameType.hello, json(hello));
    }
    case 'output':
      return encodeFrame(frameType.output, numbers(frame.from, frame.to), frame.bytes ?? nothing);
    case 'inputResult': {
      const status = Uint8Array.of(inputStatuses.indexOf(frame.status));
      return encodeFrame(
        frameType.inputResult,
        numbers(frame.seq),
        status,
        shortText(frame.source),
      );
    }
    case 'resized':
      return encodeFrame(frameType.resized, json({ offset: frame.offset, size: frame.size }));
    case 'answerer':
      return encodeFrame(frameType.answerer, json({ you: frame.you }));
    case 'exit':
      return encodeFrame(frameType.exit, json(frame.exit));
    case 'lost':
      return encodeFrame(frameType.lost, numbers(frame.from, frame.to));
  }
}

/** What a client said; `unknown` for a frame of a later protocol (skip it); null when it is malformed. */
export function parseClientFrame({ type, payload }: Frame): ClientFrame | 'unknown' | null {
  switch (type) {
    case frameType.clientHello: {
      const { protocol, client, version, answers } = object(payload);
      if (!isOffset(protocol) || (client !== 'gateway' && client !== 'cli')) return null;
      if (typeof version !== 'string' || typeof answers !== 'boolean') return null;
      return { type: 'hello', protocol, client, version, answers };
    }
    case frameType.input: {
      const [seq] = readNumbers(payload, 1);
      const source = readShortText(payload, 8);
      if (seq === undefined || source === null) return null;
      const bytes = payload.subarray(source.end);
      if (source.text === '' || bytes.length > maxInputBytes) return null;
      return { type: 'input', source: source.text, seq, bytes };
    }
    case frameType.resize: {
      const size = parseOwnedSize(object(payload));
      return size && { type: 'resize', size };
    }
    case frameType.reply: {
      const [from, to] = readNumbers(payload, 2);
      if (from === undefined || to === undefined) return null;
      return { type: 'reply', from, to, bytes: payload.subarray(16) };
    }
    case frameType.stop: {
      const how = parseStopHow(object(payload).how);
      return how && { type: 'stop', how };
    }
    default:
      return 'unknown';
  }
}

/** What a host said; `unknown` for a frame of a later protocol (skip it); null when it is malformed. */
export function parseHostFrame({ type, payload }: Frame): HostFrame | 'unknown' | null {
  switch (type) {
    case frameType.hello: {
      const { protocol, version, id, pid, offset, size } = object(payload);
      const owned = parseOwnedSize(size);
      if (!isOffset(protocol) || typeof version !== 'string' || typeof id !== 'string') return null;
      if (!isOffset(pid) || !isOffset(offset) || owned === null) return null;
      return { type: 'hello', protocol, version, id, pid, offset, size: owned };
    }
    case frameType.output: {
      const [from, to] = readNumbers(payload, 2);
      if (from === undefined || to === undefined) return null;
      const bytes = payload.subarray(16);
      return { type: 'output', from, to, bytes: bytes.length === to - from ? bytes : null };
    }
    case frameType.inputResult: {
      const [seq] = readNumbers(payload, 1);
      const status = inputStatuses[payload[8] ?? -1];
      const source = readShortText(payload, 9);
      if (seq === undefined || status === undefined || source === null) return null;
      return { type: 'inputResult', source: source.text, seq, status };
    }
    case frameType.resized: {
      const { offset, size } = object(payload);
      const owned = parseOwnedSize(size);
      return isOffset(offset) && owned ? { type: 'resized', offset, size: owned } : null;
    }
    case frameType.answerer: {
      const { you } = object(payload);
      return typeof you === 'boolean' ? { type: 'answerer', you } : null;
    }
    case frameType.exit: {
      const exit = parseExitRecord(object(payload));
      return exit && { type: 'exit', exit };
    }
    case frameType.lost: {
      const [from, to] = readNumbers(payload, 2);
      return from === undefined || to === undefined ? null : { type: 'lost', from, to };
    }
    default:
      return 'unknown';
  }
}

/** A size with its owner read from JSON, else null. */
export function parseOwnedSize(value: unknown): OwnedSize | null {
  if (typeof value !== 'object' || value === null) return null;
  const { cols, rows, owner } = value as Record<string, unknown>;
  const size = parseSize(cols, rows);
  return size && typeof owner === 'string' && owner.length <= 64 ? { ...size, owner } : null;
}
