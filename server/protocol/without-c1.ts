// Takes C1 controls out of output, and says where what is left came from.
import { joined } from './bytes.ts';

/** From `at` on in what was given out stands what came `from` there, counted from what was pushed last. */
export interface Origin {
  readonly at: number;
  readonly from: number;
}

/**
 * U+0080 to U+009F are no controls in UTF-8 output, as in tmux: twice encoded quotation marks hold
 * them, and xterm.js would take them for openers of strings.
 */
export function withoutC1(bytes: Uint8Array, origins: Origin[]): Uint8Array {
  const lead = 0xc2;
  let at = bytes.indexOf(lead);
  if (at < 0) return bytes;
  const kept: Uint8Array[] = [];
  let from = 0;
  for (; at >= 0; at = bytes.indexOf(lead, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next < 0x80 || next > 0x9f) continue;
    kept.push(bytes.subarray(from, at));
    from = at + 2;
    leaveOut(origins, at - 2 * (kept.length - 1));
  }
  return from === 0 ? bytes : joined([...kept, bytes.subarray(from)]);
}

/** Two bytes are left out at `at`. */
function leaveOut(origins: Origin[], at: number): void {
  const before = origins.findLastIndex((origin) => origin.at <= at);
  const base = origins[before] ?? { at: 0, from: 0 };
  for (let i = before + 1; i < origins.length; i++) {
    const { at: later, from } = origins[i] as Origin;
    origins[i] = { at: later - 2, from };
  }
  origins.splice(before + 1, 0, { at, from: base.from + at - base.at + 2 });
}
