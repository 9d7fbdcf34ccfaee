// Takes the questions to a terminal out of output that is painted on a real one: it would answer
// them, and its answer would be typed into the program a second time.
import { completeLength } from '../../screen/terminal/safe-cut.ts';

const csi = '\\u001b\\[';
const stringEnd = '(?:\\u0007|\\u001b\\\\)';
const questions = new RegExp(
  [
    `${csi}[>=]?[\\d;]*c`, // DA1, DA2, DA3
    `${csi}\\??[\\d;]*n`, // DSR, CPR
    `${csi}\\??[\\d;]*\\$p`, // DECRQM
    `${csi}>[\\d;]*q`, // XTVERSION
    `${csi}[\\d;]*x`, // DECREQTPARM
    `${csi}\\?u`, // the keyboard protocol's flags
    `${csi}(?:1[13-689]|2[01])(?:;[\\d;]*)?t`, // the window's size, state and title
    `\\u001bP(?:\\$q|\\+q)[^\\u0007\\u001b]*${stringEnd}`, // DECRQSS, XTGETTCAP
    `\\u001b\\](?:4|5|1\\d|52)(?:;[^;\\u0007\\u001b]*)*;\\?${stringEnd}`, // colours, the clipboard's content
    '\\u001bZ', // DECID
    '\\u0005', // ENQ
  ].join('|'),
  'g',
);

export class WithoutQueries {
  #held: Buffer = Buffer.alloc(0);

  /** What may be painted of these bytes; an unfinished sequence waits for its rest. */
  pass(bytes: Uint8Array): Buffer {
    const all = Buffer.concat([this.#held, bytes]);
    const complete = completeLength(all);
    this.#held = all.subarray(complete);
    // latin1 keeps every byte what it is; the questions are ASCII.
    const text = all.toString('latin1', 0, complete);
    return Buffer.from(text.replace(questions, ''), 'latin1');
  }

  /** The next bytes follow on nothing. */
  reset(): void {
    this.#held = Buffer.alloc(0);
  }
}
