// Output bytes as lines of plain text, in one pass and little memory: escape sequences go, what
// `\r` and backspaces overwrote goes, the alternate screen stays out. No emulator: of cursor
// movements it follows those within a line, so a screen drawn by others comes out as it was sent.

/** A longer line is given out in pieces. */
const maxLineLength = 65_536;

type State = 'text' | 'escape' | 'charset' | 'csi' | 'string' | 'string-escape';

export class PlainLines {
  readonly #decoder = new TextDecoder();
  #state: State = 'text';
  #parameters = '';
  #line: string[] = [];
  #column = 0;
  #alternate = false;

  /** The lines that these bytes complete, without their newlines. */
  push(bytes: Uint8Array): string[] {
    return this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Some bytes are missing here: what was begun before them ends. */
  skip(): string[] {
    const lines = this.end();
    this.#state = 'text';
    return lines;
  }

  /** The line that no newline has completed, if there is one. */
  end(): string[] {
    const lines = this.#read(this.#decoder.decode());
    return this.#line.length > 0 ? [...lines, this.#take()] : lines;
  }

  #read(text: string): string[] {
    const lines: string[] = [];
    for (const character of text) {
      if (this.#state !== 'text') this.#continue(character);
      else if (character >= ' ' && character !== '\u007f') this.#put(character);
      else if (character === '\n') {
        if (!this.#alternate) lines.push(this.#take());
      } else this.#control(character);
      if (this.#line.length >= maxLineLength) lines.push(this.#take());
    }
    return lines;
  }

  #control(character: string): void {
    if (character === '\u001b') this.#state = 'escape';
    else if (character === '\r') this.#column = 0;
    else if (character === '\b') this.#moveTo(this.#column - 1);
    else if (character === '\t') this.#moveTo(this.#column - (this.#column % 8) + 8);
  }

  #continue(character: string): void {
    switch (this.#state) {
      case 'escape':
        this.#parameters = '';
        if (character === '[') this.#state = 'csi';
        else if ('PX]^_'.includes(character)) this.#state = 'string';
        else this.#state = '()*+-./#% '.includes(character) ? 'charset' : 'text';
        break;
      case 'csi':
        if (character === '\u001b') this.#state = 'escape';
        else if (character >= '@' && character <= '~') {
          this.#state = 'text';
          this.#finish(character);
        } else if (this.#parameters.length < 64) this.#parameters += character;
        break;
      case 'string':
        if (character === '\u0007') this.#state = 'text';
        else if (character === '\u001b') this.#state = 'string-escape';
        break;
      case 'string-escape':
        // A backslash ends the string; anything else means that it was cut off by a new sequence.
        this.#state = 'escape';
        if (character === '\\') this.#state = 'text';
        else this.#continue(character);
        break;
      default:
        this.#state = 'text';
    }
  }

  /** A whole CSI sequence has come. */
  #finish(final: string): void {
    const count = Math.min(Number.parseInt(this.#parameters, 10) || 0, maxLineLength);
    if (final === 'K') this.#erase(count);
    else if (final === 'G') this.#moveTo(count - 1);
    else if (final === 'C') this.#moveTo(this.#column + Math.max(count, 1));
    else if (final === 'D') this.#moveTo(this.#column - Math.max(count, 1));
    else if (/^\?(47|1047|1049)$/.test(this.#parameters)) this.#alternate = final === 'h';
  }

  #erase(which: number): void {
    if (which === 0) this.#line.length = Math.min(this.#line.length, this.#column);
    else if (which === 1) this.#line.fill(' ', 0, this.#column + 1);
    else this.#line.length = 0;
  }

  #moveTo(column: number): void {
    this.#column = Math.min(Math.max(column, 0), maxLineLength - 1);
  }

  #put(character: string): void {
    if (this.#alternate) return;
    while (this.#line.length < this.#column) this.#line.push(' ');
    this.#line[this.#column++] = character;
  }

  #take(): string {
    const line = this.#line.join('').trimEnd();
    this.#line = [];
    this.#column = 0;
    return line;
  }
}
