// The fields that a host protocol's frames are made of, as bytes: numbers, short texts, JSON objects.
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function json(value: object): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** A JSON object's fields, none when it is not one: every field is then missing. */
export function object(payload: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(decoder.decode(payload));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A whole number that fits 53 bits: an offset, a sequence number, a time. */
export function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Unsigned 64-bit big endian numbers, each below 2^53. */
export function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(8 * i, Math.floor(value / 2 ** 32));
    view.setUint32(8 * i + 4, value >>> 0);
  });
  return bytes;
}

export function readNumbers(payload: Uint8Array, count: number): number[] {
  if (payload.length < 8 * count) return [];
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const values = Array.from(
    { length: count },
    (_, i) => view.getUint32(8 * i) * 2 ** 32 + view.getUint32(8 * i + 4),
  );
  return values.every(isOffset) ? values : [];
}

/** A length (u8) and that many bytes of UTF-8. */
export function shortText(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length > 255) throw new RangeError('text of more than 255 bytes');
  return Uint8Array.of(bytes.length, ...bytes);
}

export function readShortText(
  payload: Uint8Array,
  at: number,
): { text: string; end: number } | null {
  const length = payload[at];
  if (length === undefined || payload.length < at + 1 + length) return null;
  return { text: decoder.decode(payload.subarray(at + 1, at + 1 + length)), end: at + 1 + length };
}
