// A keyboard just works: with a mouse, the terminal's own field has the focus, so that dead keys and
// input methods work; on a phone nothing has it, for that would open the keyboard on the screen, and
// keys count wherever they are not meant for something else.
import type { Terminal } from '@xterm/xterm';
import { typeKeys } from '../typing/typed-keys.ts';
import type { Typing } from '../typing/typing.ts';

export interface KeyboardParts {
  readonly container: HTMLElement;
  readonly sink: HTMLTextAreaElement;
  readonly terminal: Terminal;
  readonly typing: Typing;
}

/** Returns what ends it. */
export function followPage({ container, sink, terminal, typing }: KeyboardParts): () => void {
  const fine = matchMedia('(pointer: fine)').matches;
  const events = new AbortController();
  const { signal } = events;
  const focusSink = () => sink.focus({ preventScroll: true });
  if (fine) {
    focusSink();
    // xterm takes the focus when it is clicked.
    container.addEventListener('focusin', ({ target }) => target !== sink && focusSink(), {
      signal,
    });
  }
  document.addEventListener('paste', (event) => paste(event), { signal });
  const copy = (event: ClipboardEvent) => {
    if (!terminal.hasSelection() || !event.clipboardData) return;
    event.clipboardData.setData('text/plain', terminal.getSelection());
    event.preventDefault();
  };
  sink.addEventListener('copy', copy, { signal });
  const end = typeKeys({
    surface: document,
    ...{ typing, hasText: false },
    spares: ({ target, key }) => target === sink || isMeantFor(target, key, container),
  });
  function paste(event: ClipboardEvent) {
    if (event.target === sink || isMeantFor(event.target, 'v', container)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    if (text !== '') typing.paste(text);
  }
  return () => {
    events.abort();
    end();
  };
}

/** Keys that a button, a link or a tab knows what to do with. */
const controlKeys = /^(?:Enter| |Tab|Escape|Arrow\w+|Home|End)$/;

/** Whether a key pressed there is meant for something else on the page than the terminal. */
function isMeantFor(target: EventTarget | null, key: string, container: HTMLElement): boolean {
  if (!(target instanceof Element) || container.contains(target)) return false;
  if (target.closest('input, textarea, select, dialog')) return true;
  return controlKeys.test(key) && target.closest('button, a') !== null;
}
