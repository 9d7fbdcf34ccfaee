// tmux's control mode as a stream of lines (tmux(1), CONTROL MODE): output of panes, answers to
// commands between %begin and %end, and notices. Cuts and reads them; knows nothing of what they ask for.
import { unescapeOctal } from './octal.ts';

export interface ControlStreamEvents {
  /** Bytes that a program wrote. */
  readonly onOutput: (pane: string, bytes: Buffer) => void;
  /** An answer to one command of ours; not ok: `lines` say why. */
  readonly onAnswer: (ok: boolean, lines: readonly Buffer[]) => void;
  /** Anything else, such as `layout-change` and its words. */
  readonly onNotice: (name: string, words: string) => void;
}

const newline = 0x0a;
const percent = 0x25;
const outputStart = Buffer.from('%output ');
const extendedStart = Buffer.from('%extended-output ');
const extendedBytes = Buffer.from(' : ');

export class ControlStream {
  readonly #events: ControlStreamEvents;
  /** Pieces of a line that is not whole yet. */
  #part: Buffer[] = [];
  /** What ends the answer that is being read, and its lines so far. */
  #answer: { readonly guard: string; readonly ours: boolean; readonly lines: Buffer[] } | null =
    null;

  constructor(events: ControlStreamEvents) {
    this.#events = events;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const rest = chunk.subarray(from, end);
      const line = this.#part.length === 0 ? rest : Buffer.concat([...this.#part, rest]);
      this.#part = [];
      from = end + 1;
      this.#line(line);
    }
    if (from < chunk.length) this.#part.push(Buffer.from(chunk.subarray(from)));
  }

  #line(line: Buffer): void {
    if (this.#answer !== null) this.#answerLine(line, this.#answer);
    else if (startsWith(line, extendedStart)) this.#extendedOutput(line);
    else if (startsWith(line, outputStart)) this.#output(line);
    else if (line[0] === percent) this.#notice(line.toString('utf8'));
  }

  /** `%output %3 bytes` */
  #output(line: Buffer): void {
    const end = line.indexOf(0x20, outputStart.length);
    if (end < 0) return;
    const pane = line.toString('latin1', outputStart.length, end);
    this.#events.onOutput(pane, unescapeOctal(line.subarray(end + 1)));
  }

  /** `%extended-output %3 age, and whatever later versions add : bytes` */
  #extendedOutput(line: Buffer): void {
    const end = line.indexOf(0x20, extendedStart.length);
    const colon = line.indexOf(extendedBytes, extendedStart.length);
    if (end < 0 || colon < 0) return;
    const pane = line.toString('latin1', extendedStart.length, end);
    this.#events.onOutput(pane, unescapeOctal(line.subarray(colon + extendedBytes.length)));
  }

  #notice(text: string): void {
    const end = text.indexOf(' ');
    const name = end < 0 ? text.slice(1) : text.slice(1, end);
    const words = end < 0 ? '' : text.slice(end + 1);
    if (name === 'begin') {
      // The last word tells whether a command of this client is answered, or its being attached.
      this.#answer = { guard: words, ours: /(?:^| )1$/.test(words), lines: [] };
    } else this.#events.onNotice(name, words);
  }

  #answerLine(
    line: Buffer,
    { guard, ours, lines }: { guard: string; ours: boolean; lines: Buffer[] },
  ): void {
    const text = line[0] === percent && line.length < 64 ? line.toString('latin1') : '';
    const ok = text === `%end ${guard}`;
    if (!ok && text !== `%error ${guard}`) {
      lines.push(line);
      return;
    }
    this.#answer = null;
    if (ours) this.#events.onAnswer(ok, lines);
  }
}

function startsWith(line: Buffer, start: Buffer): boolean {
  return line.length >= start.length && line.compare(start, 0, start.length, 0, start.length) === 0;
}
