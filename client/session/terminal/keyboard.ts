// A keyboard that is not on the screen, and pasting: keys of the terminal's region become input.
import type { Terminal } from '@xterm/xterm';
import type { Typing } from '../typing/typing.ts';

/** Returns what ends it. */
export function typeFromKeyboard({
  region,
  terminal,
  typing,
}: {
  region: HTMLElement;
  terminal: Terminal;
  typing: Typing;
}): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.isComposing || event.metaKey || belongsToBrowser(event, terminal)) return;
    // AltGr makes characters; it comes as Ctrl+Alt and means neither.
    const altGraph = event.getModifierState('AltGraph');
    const { key, shiftKey: shift } = event;
    const ctrl = event.ctrlKey && !altGraph;
    if (!typing.press({ key, shift, ctrl, alt: event.altKey && !altGraph })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    event.stopPropagation();
    if (text !== '') typing.paste(text);
  };
  region.addEventListener('keydown', press, { capture: true });
  region.addEventListener('paste', paste, { capture: true });
  return () => {
    region.removeEventListener('keydown', press, { capture: true });
    region.removeEventListener('paste', paste, { capture: true });
  };
}

/** Ctrl+Shift is the browser's, as in terminals of the desktop; Ctrl+C copies what is selected. */
function belongsToBrowser({ ctrlKey, shiftKey, key }: KeyboardEvent, terminal: Terminal): boolean {
  if (ctrlKey && shiftKey && /^[a-z]$/i.test(key)) return true;
  return ctrlKey && key === 'c' && terminal.hasSelection();
}
