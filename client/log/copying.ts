// Copying from the log: the selection is read from the page, the text rebuilt from the lines, so that
// soft wraps are joined and lines scrolled out of the page are not missing.

export interface Place {
  /** A settled line's number, or the number of settled lines plus a live line's index. */
  readonly line: number;
  /** In UTF-16 units into its text. */
  readonly offset: number;
}

/** `textOf`: a line's text, null where it is not at hand. */
export function copiedText(
  from: Place,
  to: Place,
  textOf: (line: number) => string | null,
): string {
  const lines: string[] = [];
  for (let line = from.line; line <= to.line; line++) {
    const text = textOf(line);
    if (text === null) continue;
    const end = line === to.line ? to.offset : text.length;
    const part = text.slice(line === from.line ? from.offset : 0, end);
    lines.push(line === to.line ? part : part.trimEnd());
  }
  return lines.join('\n');
}

/** The ends of the selection inside `log` in reading order, null if there is none. */
export function selectedPlaces(log: Element): { from: Place; to: Place } | null {
  const selection = log.ownerDocument.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!log.contains(range.startContainer) || !log.contains(range.endContainer)) return null;
  const from = placeOf(range.startContainer, range.startOffset);
  const to = placeOf(range.endContainer, range.endOffset);
  return from && to && { from, to };
}

function placeOf(node: Node, offset: number): Place | null {
  const element = node instanceof Element ? (node.childNodes[offset] ?? node) : node;
  const near = element instanceof Element ? element : element.parentElement;
  const line = near?.closest<HTMLElement>('[data-line]') ?? null;
  if (line === null) return null;
  const before = line.ownerDocument.createRange();
  before.setStart(line, 0);
  if (line.contains(node)) before.setEnd(node, offset);
  return { line: Number(line.dataset.line), offset: before.toString().length };
}
