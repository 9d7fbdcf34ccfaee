// What the gateway says of the user's tmux, checked before the page believes it.
import { parseSessionName } from '../../server/protocol/names.ts';
import type { TmuxAnswer, TmuxPaneShown } from '../../server/protocol/tmux-page.ts';
import { fieldsOf, isText } from '../connection/guards.ts';

export function parseTmux(value: unknown): TmuxAnswer | null {
  const { shown, panes, problem } = fieldsOf(value);
  if (typeof shown !== 'boolean' || !Array.isArray(panes)) return null;
  return {
    shown,
    panes: panes.map(parsePane).filter((pane) => pane !== null),
    problem: isText(problem) ? problem : null,
  };
}

function parsePane(value: unknown): TmuxPaneShown | null {
  const { id, target, command, session } = fieldsOf(value);
  if (!isText(id) || !isText(target) || !isText(command)) return null;
  return { id, target, command, session: parseSessionName(session) };
}
