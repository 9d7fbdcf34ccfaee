// Frames on a host's socket: a length (u32, big endian, of what follows), a type (u8), a payload.
// Knows nothing of what frames mean. docs/host-protocol.md describes the bytes.

/** The most bytes a frame's type and payload may take together. */
export const maxFrameBytes = 128 * 1024;
const headerBytes = 5;

export interface Frame {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** The peer sent a frame longer than `maxFrameBytes`, or an empty one: close the connection. */
export class FrameTooLarge extends Error {}

/** One frame's bytes. The payload may be handed over in parts, to spare a copy. */
export function encodeFrame(
  type: number,
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 1);
  if (length > maxFrameBytes) throw new FrameTooLarge(`a frame of ${length} bytes`);
  const frame = new Uint8Array(4 + length);
  new DataView(frame.buffer).setUint32(0, length);
  frame[4] = type;
  let at = headerBytes;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/**
 * Cuts a byte stream into frames, however it arrives. Payloads are views of the pushed chunks
 * where a frame came whole, so use them before the chunk is reused.
 * Throws FrameTooLarge before it holds more than one frame's bytes.
 */
export class FrameDecoder {
  #rest: Uint8Array = new Uint8Array(0);

  *push(chunk: Uint8Array): Generator<Frame> {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (bytes.length - at >= headerBytes) {
      const length = view.getUint32(at);
      if (length < 1 || length > maxFrameBytes)
        throw new FrameTooLarge(`a frame of ${length} bytes`);
      if (bytes.length - at < 4 + length) break;
      const frame = {
        type: view.getUint8(at + 4),
        payload: bytes.subarray(at + headerBytes, at + 4 + length),
      };
      at += 4 + length;
      yield frame;
    }
    this.#rest = bytes.slice(at);
  }
}
