// Copying from the log: the selection is read from the page, the text rebuilt from the lines, so that
// soft wraps and the pieces of long lines are joined and lines scrolled out of the page are not missing.

export interface Place {
  /** A settled line's number, or the number of settled lines plus a live line's index. */
  readonly line: number;
  /** In UTF-16 units into its text. */
  readonly offset: number;
}

export interface CopiedLines {
  /** A line's text, null where it is not at hand. */
  textOf(line: number): string | null;
  /** It is a piece of the line above. */
  continues(line: number): boolean;
}

export function copiedText(from: Place, to: Place, lines: CopiedLines): string {
  let copied = '';
  for (let line = from.line; line <= to.line; line++) {
    const text = lines.textOf(line);
    if (text === null) continue;
    const end = line === to.line ? to.offset : text.length;
    const part = text.slice(line === from.line ? from.offset : 0, end);
    const isWhole = line < to.line && !lines.continues(line + 1);
    copied += isWhole ? `${part.trimEnd()}\n` : part;
  }
  return copied;
}

/** The ends of what is selected of the lines in `log`, in reading order, null if none is. */
export function selectedPlaces(log: Element): { from: Place; to: Place } | null {
  const selection = log.ownerDocument.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(log)) return null;
  const lines = [...log.querySelectorAll<HTMLElement>('[data-line]')];
  const selected = lines.filter((line) => range.intersectsNode(line));
  const [first, last] = [selected[0], selected.at(-1)];
  if (!first || !last) return null;
  const from = placeIn(first, range.startContainer, range.startOffset);
  const to = placeIn(last, range.endContainer, range.endOffset);
  return {
    from: from ?? { line: Number(first.dataset.line), offset: 0 },
    to: to ?? { line: Number(last.dataset.line), offset: Number.POSITIVE_INFINITY },
  };
}

/** Null if the selection goes on beyond the line. */
function placeIn(line: HTMLElement, node: Node, offset: number): Place | null {
  if (!line.contains(node)) return null;
  const before = line.ownerDocument.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return { line: Number(line.dataset.line), offset: before.toString().length };
}
