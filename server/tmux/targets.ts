// Which panes a person means by words like tmux's: `work`, `work:1`, `work:1.0`, `%3`.
import { Failure } from '../protocol/failure.ts';
import { type Pane, targetOf } from './pane.ts';

/**
 * Of each session or window meant the pane that is looked at, with `every` all of them; no words
 * mean all sessions. Throws Failure no-tmux-pane.
 */
export function panesMeant(
  panes: readonly Pane[],
  words: readonly string[],
  { every }: { every: boolean },
): readonly Pane[] {
  if (words.length === 0) return panes.filter(({ active }) => active || every);
  const meant = words.flatMap((word) => panesOf(panes, word, every));
  return [...new Set(meant)];
}

function panesOf(panes: readonly Pane[], word: string, every: boolean): readonly Pane[] {
  if (/^%\d+$/.test(word))
    return some(
      panes.filter(({ id }) => id === word),
      word,
      panes,
    );
  const [session = '', place] = word.replace(/^=/, '').split(':');
  const inSession = some(ofSession(panes, session), word, panes);
  if (place === undefined || place === '') {
    return inSession.filter(({ active }) => active || every);
  }
  const [window, index] = place.split('.');
  const inWindow = inSession.filter((pane) => String(pane.window) === window);
  if (index !== undefined) {
    return some(
      inWindow.filter((pane) => String(pane.index) === index),
      word,
      inSession,
    );
  }
  return some(inWindow, word, inSession).filter(({ activeInWindow }) => activeInWindow || every);
}

/** By its whole name, else by a beginning that fits one session alone. */
function ofSession(panes: readonly Pane[], name: string): readonly Pane[] {
  const exact = panes.filter(({ session, sessionId }) => session === name || sessionId === name);
  if (exact.length > 0) return exact;
  const begun = panes.filter(({ session }) => session.startsWith(name));
  return new Set(begun.map(({ session }) => session)).size === 1 ? begun : [];
}

function some(found: readonly Pane[], word: string, among: readonly Pane[]): readonly Pane[] {
  if (found.length > 0) return found;
  const there = among.map(targetOf).slice(0, 8).join(', ');
  throw new Failure('no-tmux-pane', `tmux has no "${word}"; it has ${there}.`);
}
