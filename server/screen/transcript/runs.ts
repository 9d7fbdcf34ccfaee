// The runs of styled text in a line, written as they are kept: `length[:sgr[@link]]`, joined by
// commas. Millions of lines pass through, so no string is made for a style seen before.
import { sgrOf } from '../terminal/cell.ts';

const [comma, colon, zero] = [0x2c, 0x3a, 0x30];
const cacheSlots = 256;
const nothing = Buffer.alloc(0);

export class Runs {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;
  /** Where the last run that was written ends. */
  #writtenTo = 0;
  /** The run being read: where it starts and its SGR parameters. */
  #from = 0;
  #sgr: Buffer = nothing;
  /** SGR parameters by the style's words, in slots that are overwritten. */
  readonly #cache: { fg: number; bg: number; sgr: Buffer }[] = Array.from(
    { length: cacheSlots },
    () => ({ fg: 0, bg: 0, sgr: nothing }),
  );

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = this.#writtenTo = this.#from = 0;
    this.#sgr = nothing;
  }

  copy(into: Buffer, at: number): void {
    // Too few for a native copy to be worth the call.
    for (let i = 0; i < this.#length; i++) into[at + i] = this.#bytes[i] as number;
  }

  /** Plain text from this UTF-16 unit on. */
  plain(units: number): void {
    if (this.#sgr !== nothing) this.#begin(units, nothing);
  }

  /** Another style than before. */
  style(units: number, fg: number, bg: number): void {
    const slot = this.#cache[(fg ^ (fg >>> 24) ^ (bg >>> 3) ^ (bg >>> 24)) & (cacheSlots - 1)];
    if (slot === undefined) return;
    if (slot.fg !== fg || slot.bg !== bg || slot.sgr === nothing) {
      slot.fg = fg;
      slot.bg = bg;
      slot.sgr = Buffer.from(sgrOf({ fg, bg, extended: null }), 'latin1');
    }
    this.#begin(units, slot.sgr);
  }

  written(units: number, sgr: string): void {
    const bytes = Buffer.from(sgr, 'latin1');
    if (!this.#sgr.equals(bytes)) this.#begin(units, bytes);
  }

  #begin(units: number, sgr: Buffer): void {
    if (this.#sgr.length > 0 && units > this.#from) this.#write(units);
    this.#from = units;
    this.#sgr = sgr.length === 0 ? nothing : sgr;
  }

  #write(units: number): void {
    this.#reserve(this.#sgr.length + 32);
    if (this.#length > 0) this.#bytes[this.#length++] = comma;
    if (this.#from > this.#writtenTo) {
      this.#number(this.#from - this.#writtenTo);
      this.#bytes[this.#length++] = comma;
    }
    this.#number(units - this.#from);
    this.#bytes[this.#length++] = colon;
    for (let at = 0; at < this.#sgr.length; at++) {
      this.#bytes[this.#length++] = this.#sgr[at] as number;
    }
    this.#writtenTo = units;
  }

  #number(value: number): void {
    let power = 1;
    while (power * 10 <= value) power *= 10;
    for (let rest = value; power >= 1; power = Math.floor(power / 10)) {
      this.#bytes[this.#length++] = zero + Math.floor(rest / power);
      rest %= power;
    }
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe((this.#length + bytes) * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
