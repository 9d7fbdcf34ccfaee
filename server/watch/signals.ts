// Takes what programs tell the terminal on purpose.

import type { EventKind } from '../protocol/watch.ts';
import type { Entry, Row } from './entries.ts';
import { addEvent } from './events.ts';
import type { WatchState } from './state.ts';

type SignalEntry = Exclude<Entry, Row>;

export function signal(state: WatchState, entry: SignalEntry): void {
  const tell = (kind: EventKind, text: string, serious = false) =>
    addEvent(state, {
      kind,
      text,
      serious,
      offset: entry.offset,
      line: entry.line,
      time: entry.time,
      rank: null,
      step: state.step,
    });
  switch (entry.kind) {
    case 'reported':
      state.reported =
        entry.state === 'cleared'
          ? null
          : {
              state: entry.state,
              percent:
                entry.percent ??
                (entry.state === 'normal' ? null : (state.reported?.percent ?? null)),
              row: state.rows,
            };
      return;
    case 'notified':
      tell('notification', entry.title === '' ? entry.text : `${entry.title}: ${entry.text}`, true);
      return;
    case 'rang':
      tell('bell', '');
      return;
    case 'marked':
      mark(state, entry, tell);
  }
}

type Tell = (kind: EventKind, text: string, serious?: boolean) => unknown;

/** A shell says where its prompts and commands are (OSC 133). */
function mark(
  state: WatchState,
  entry: Extract<SignalEntry, { kind: 'marked' }>,
  tell: Tell,
): void {
  const { shell } = state;
  if (entry.mark === 'done' && shell.at === 'output') {
    // What a command reports is over when the command is.
    state.reported = null;
    if (entry.exitCode === null || entry.exitCode === 0 || entry.exitCode === 130)
      tell('commandEnd', shell.command);
    else
      tell(
        'commandFailed',
        `${shell.command === '' ? 'a command' : shell.command} failed, exit ${entry.exitCode}`,
        true,
      );
  }
  if (entry.mark === 'prompt') shell.command = '';
  shell.at = entry.mark;
}
