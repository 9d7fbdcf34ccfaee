// Few bytes cross as text, one character a byte: Socket.IO sends that in one frame, and binary in
// two. Keystrokes and their echoes are few bytes.

export type WireBytes = Uint8Array | string;

const fewBytes = 512;

export function toWire(bytes: Uint8Array): WireBytes {
  return bytes.length <= fewBytes ? String.fromCharCode(...bytes) : bytes;
}

/** The bytes of either form; null for anything else. */
export function fromWire(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return null;
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) return null;
    bytes[i] = code;
  }
  return bytes;
}
