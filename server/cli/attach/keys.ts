// tmux's keys on the way from a real terminal to the program: Ctrl+b is ours, the rest passes.
// A paste is all the program's.

export type KeyAction =
  | { readonly kind: 'type'; readonly bytes: Buffer }
  | { readonly kind: 'detach' }
  | { readonly kind: 'log' };

const prefix = 0x02;
const pasteStart = Buffer.from('\u001b[200~');
const pasteEnd = Buffer.from('\u001b[201~');

export class Keys {
  #prefixed = false;
  #inPaste = false;

  /** What these bytes ask for, in order. */
  read(bytes: Buffer): KeyAction[] {
    const actions: KeyAction[] = [];
    let from = 0;
    const typeUpTo = (to: number) => {
      if (to > from) actions.push({ kind: 'type', bytes: bytes.subarray(from, to) });
    };
    for (let at = 0; at < bytes.length; at++) {
      this.#noticePaste(bytes, at);
      if (this.#inPaste) continue;
      if (this.#prefixed) {
        this.#prefixed = false;
        from = at + 1;
        const action = afterPrefix(bytes.subarray(at, at + 1));
        if (action !== null) actions.push(action);
      } else if (bytes[at] === prefix) {
        typeUpTo(at);
        this.#prefixed = true;
        from = at + 1;
      }
    }
    typeUpTo(bytes.length);
    return actions;
  }

  #noticePaste(bytes: Buffer, at: number): void {
    if (bytes[at] !== 0x1b) return;
    const mark = bytes.subarray(at, at + pasteStart.length);
    if (mark.equals(pasteStart)) this.#inPaste = true;
    else if (mark.equals(pasteEnd)) this.#inPaste = false;
  }
}

/** As in tmux, a key without a meaning after the prefix does nothing. */
function afterPrefix(key: Buffer): KeyAction | null {
  if (key[0] === prefix) return { kind: 'type', bytes: key };
  const letter = key.toString('latin1');
  if (letter === 'd') return { kind: 'detach' };
  return letter === '[' ? { kind: 'log' } : null;
}
