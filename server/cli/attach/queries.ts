// Takes the questions to a terminal out of output that is painted on a real one: it would answer
// them, and its answer would be typed into the program a second time. Control strings that stay open
// do not reach it either: most terminals would wait for their end for ever.
import { ControlStrings } from '../../protocol/control-strings.ts';

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

/** Images in control strings are large, and a real terminal may show them. */
const maxStringBytes = 4 * 1024 * 1024;

export class WithoutQueries {
  #strings = new ControlStrings(maxStringBytes);

  /** What may be painted of these bytes; an unfinished sequence waits for its rest. */
  pass(bytes: Uint8Array): Buffer {
    this.#strings.tick(performance.now());
    // latin1 keeps every byte what it is; the questions are ASCII.
    const text = Buffer.from(this.#strings.push(bytes)).toString('latin1');
    return Buffer.from(text.replace(questions, ''), 'latin1');
  }

  /** The next bytes follow on nothing. */
  reset(): void {
    this.#strings = new ControlStrings(maxStringBytes);
  }
}
