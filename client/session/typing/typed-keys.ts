// A keyboard that is not on the screen: its keys become input. Characters are left to a field, where
// there is one, for its input method may make others of them.
import type { Typing } from './typing.ts';

export interface KeySurface {
  readonly surface: HTMLElement | Document;
  readonly typing: Typing;
  /** The surface is a field that an input sink reads. */
  readonly hasText: boolean;
  /** Whether the browser should have this key. */
  spares?(event: KeyboardEvent): boolean;
}

/** What an input method eats comes as this. */
const composedKey = 229;

/** Returns what ends it. */
export function typeKeys({ surface, typing, hasText, spares }: KeySurface): () => void {
  const down = (event: Event) => {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented) return;
    if (event.isComposing || event.keyCode === composedKey || event.metaKey) return;
    if (isBrowsers(event) || spares?.(event)) return;
    // AltGr makes characters; it comes as Ctrl+Alt and means neither.
    const altGraph = event.getModifierState('AltGraph');
    const { key, shiftKey: shift } = event;
    const ctrl = event.ctrlKey && !altGraph;
    const alt = event.altKey && !altGraph;
    const armed = typing.ctrl.value || typing.alt.value;
    if (hasText && !ctrl && !alt && !armed && isText(key)) return;
    if (!typing.press({ key, shift, ctrl, alt })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  surface.addEventListener('keydown', down, { capture: true });
  return () => surface.removeEventListener('keydown', down, { capture: true });
}

/** What a field makes text of, or takes away from it. */
function isText(key: string): boolean {
  return [...key].length === 1 || key === 'Backspace' || key === 'Dead' || key === 'Process';
}

/** Ctrl+Shift with a letter is the browser's, as in terminals of the desktop; so are a few alone. */
function isBrowsers({ ctrlKey, shiftKey, key }: KeyboardEvent): boolean {
  if (ctrlKey && shiftKey && /^[a-z]$/i.test(key)) return true;
  return key === 'Insert' && shiftKey;
}
