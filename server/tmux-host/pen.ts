// The colours and attributes that tmux's captured lines are drawn with. A capture names only what
// changes from cell to cell, over the ends of lines; we have to end each line with none in force,
// since a line feed would colour the new row, and take them up again on the next.

/** Attributes, and the three colours, each as the parameters of SGR that set it. */
export class Pen {
  readonly #attributes = new Set<string>();
  readonly #colours = new Map<string, string>();

  /** Takes the parameters of one SGR sequence. */
  apply(parameters: string): void {
    const words = parameters.split(';');
    for (let at = 0; at < words.length; at++) {
      const word = words[at] || '0';
      const code = Number.parseInt(word, 10);
      const kind = kindOf(code);
      if (code === 0) this.#clear();
      else if (kind === null) this.#attributes.add(word);
      else if (code === 39 || code === 49 || code === 59) this.#colours.delete(kind);
      else if ((code === 38 || code === 48 || code === 58) && !word.includes(':')) {
        const length = words[at + 1] === '2' ? 5 : 3;
        this.#colours.set(kind, words.slice(at, at + length).join(';'));
        at += length - 1;
      } else this.#colours.set(kind, word);
    }
  }

  get isPlain(): boolean {
    return this.#attributes.size === 0 && this.#colours.size === 0;
  }

  /** Sets a plain pen to this one. */
  get sequence(): string {
    const all = [...this.#attributes, ...this.#colours.values()];
    return all.length === 0 ? '' : `\x1b[${all.join(';')}m`;
  }

  #clear(): void {
    this.#attributes.clear();
    this.#colours.clear();
  }
}

function kindOf(code: number): string | null {
  if ((code >= 30 && code <= 39) || (code >= 90 && code <= 97)) return 'foreground';
  if ((code >= 40 && code <= 49) || (code >= 100 && code <= 107)) return 'background';
  return code === 58 || code === 59 ? 'underline' : null;
}
