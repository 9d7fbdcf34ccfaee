// Watches what is selected in the log: it stays where it stands while the log goes on, and copying it
// gives what the program wrote, also where the selection begins or ends outside of the log.
import { copiedText, selectedPlaces } from './copying.ts';
import type { Reader } from './reader.ts';

/** Returns what ends it. */
export function watchSelection(reader: Reader, log: Element): () => void {
  const page = log.ownerDocument;
  const changed = () => {
    const places = selectedPlaces(log);
    reader.view.select(places && { first: places.from.line, last: places.to.line });
  };
  const copy = (event: ClipboardEvent) => {
    if (event.target instanceof Element && event.target.closest('input, textarea')) return;
    const places = selectedPlaces(log);
    if (!places || !event.clipboardData) return;
    const text = copiedText(places.from, places.to, {
      textOf: (line) => reader.view.selectedText(line) ?? reader.textOf(line),
      continues: (line) => reader.line(line)?.continues === true,
    });
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
  page.addEventListener('selectionchange', changed);
  page.addEventListener('copy', copy);
  changed();
  return () => {
    page.removeEventListener('selectionchange', changed);
    page.removeEventListener('copy', copy);
  };
}
