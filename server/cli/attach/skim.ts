// Goes over output that is too much to be drawn, for what must not be missed in it: what changes a
// terminal's modes, and what asks it something. What it would have drawn has long scrolled away.

/**
 * Modes, scroll region, attributes, questions, keypad, reset, character sets, the title. A title
 * and a charset are taken along since they are few.
 */
const lasting =
  /\u001b(?:\[[?>=<!]?[\d;:]*[ $]?[hlmrcnpqu]|[=>c78]|[()*+][0-9A-Za-z]|\][012];[^\u0007\u001b]*(?:\u0007|\u001b\\))/g;
/** A sequence cut in two at the end of a stretch is at most so long. */
const cutBytes = 256;

export class Skim {
  #cut = '';

  /** The sequences that matter, in order, without all between them. */
  pass(bytes: Uint8Array): Buffer {
    const text =
      this.#cut + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    let end = 0;
    const found: string[] = [];
    for (const match of text.matchAll(lasting)) {
      found.push(match[0]);
      end = match.index + match[0].length;
    }
    const begun = text.lastIndexOf('\u001b');
    this.#cut = begun >= end && text.length - begun <= cutBytes ? text.slice(begun) : '';
    return Buffer.from(found.join(''), 'latin1');
  }
}
