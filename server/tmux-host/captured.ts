// Lines as capture-pane -e gives them, made into output that draws them in an emulator: with line
// feeds between, and nothing after the last. Text is bytes, one a character.
import { Pen } from './pen.ts';

const control = /\x1b\[([0-9;:]*)m|[\x0e\x0f]/g;

export class CapturedLines {
  readonly #pen = new Pen();

  /** The next lines of one capture, each drawn by itself: it begins and ends with a plain pen. */
  drawn(lines: readonly Buffer[]): string[] {
    return lines.map((line) => this.#draw(line.toString('latin1')));
  }

  #draw(line: string): string {
    const start = this.#pen.sequence;
    const text = line.replace(control, (sequence, parameters: string | undefined) => {
      // Line drawing characters: tmux shifts to a set that it expects to be there.
      if (sequence === '\x0e') return '\x1b(0';
      if (sequence === '\x0f') return '\x1b(B';
      this.#pen.apply(parameters ?? '');
      return sequence;
    });
    // Blanks at the end without a colour are the rest of the row, and were not written.
    return this.#pen.isPlain ? start + text.replace(/ +$/, '') : `${start}${text}\x1b[m`;
  }
}

/** What a captured line says, without colours and blanks at its end. */
export function plainText(line: Buffer): string {
  return line.toString('latin1').replace(control, '').trimEnd();
}
