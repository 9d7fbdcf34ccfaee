// What a phone's keyboard did to a text, as keys for a terminal: so many times backspace, then this.
// Pure. The keyboard changes words it has already given out; whoever compares texts misses nothing.

export interface Edit {
  /** Characters to erase at the end. */
  readonly erased: number;
  readonly typed: string;
}

export function editOf(before: string, after: string): Edit {
  const [from, to] = [[...before], [...after]];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return { erased: from.length - same, typed: to.slice(same).join('') };
}

/** As a terminal gets it. */
export function keysOf({ erased, typed }: Edit): string {
  return '\x7f'.repeat(erased) + typed.replace(/\r?\n/g, '\r');
}

/**
 * The field holds `sentinel`, so that there is something to erase, then what the program already has.
 * Null for `text` when the sentinel itself was hit: the field has to be filled anew.
 */
export function readField(
  value: string,
  { sentinel, sent }: { sentinel: string; sent: string },
): { readonly edit: Edit; readonly text: string | null } {
  if (value.startsWith(sentinel)) {
    const text = value.slice(sentinel.length);
    return { edit: editOf(sent, text), text };
  }
  const whole = sentinel + sent;
  if (value.length >= whole.length) return { edit: insertedIn(whole, value), text: null };
  // However much of the sentinel went: nobody erased more than is there, and a key at least.
  return { edit: { erased: [...sent].length || 1, typed: '' }, text: null };
}

/** Text that was put somewhere into the sentinel: it goes to the end. */
function insertedIn(whole: string, value: string): Edit {
  let head = 0;
  while (head < whole.length && whole[head] === value[head]) head++;
  let tail = 0;
  const most = whole.length - head;
  while (tail < most && whole.at(-1 - tail) === value.at(-1 - tail)) tail++;
  return { erased: 0, typed: value.slice(head, value.length - tail) };
}
