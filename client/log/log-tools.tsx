// What can be done with a log beyond reading it: search, options, a line's and a link's own menus. In
// a chunk of its own, fetched once there is something to read.
import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { useOutlive } from '../outlive.ts';
import { download } from './download.ts';
import { findNextError, noteTrouble } from './find-of.ts';
import { FindPanel } from './find-panel.tsx';
import { type ChosenLine, LineBar } from './line-bar.tsx';
import { LinkSheet } from './link-sheet.tsx';
import type { LogControls } from './log-controls.ts';
import { type LogEvents, linesOfTrouble } from './log-events.ts';
import { OptionsSheet } from './options-sheet.tsx';
import type { KeptPreferences } from './preferences.ts';
import type { Reader } from './reader.ts';
import { watchSelection } from './selecting.ts';
import './log-tools.css';

export { EventTicks } from './event-ticks.tsx';
export { Scrubber } from './scrubber.tsx';
export { SeenStrip } from './seen-strip.tsx';

export interface LogToolsProps {
  readonly reader: Reader;
  /** What holds the lines. */
  readonly frame: RefObject<HTMLElement | null>;
  readonly session: SessionSummary;
  readonly controls: LogControls;
  readonly preferences: KeptPreferences;
  readonly chosen: Signal<ChosenLine | null>;
  /** The address of the link that was tapped. */
  readonly openLink: Signal<string | null>;
  readonly events: LogEvents;
}

export function LogTools(props: LogToolsProps) {
  const { reader, frame, session, controls, preferences, chosen, openLink, events } = props;
  const { api } = useOutlive();
  useEffect(() => {
    if (frame.current) return watchSelection(reader, frame.current);
  }, [reader]);
  useEffect(
    () => events.subscribe((known) => noteTrouble(reader, linesOfTrouble(known))),
    [reader, events],
  );
  const actions = {
    preferences,
    toStart: () => reader.toPart(0),
    nextError: () => {
      controls.searching.value = true;
      findNextError(reader);
    },
    save: (form: 'plain' | 'raw') => download({ session, form, api }),
    share: 'share' in navigator ? () => shareScreen(session.name, reader) : null,
  };
  return (
    <>
      {chosen.value && (
        <LineBar
          key={chosen.value.number}
          line={chosen.value}
          onClose={() => {
            reader.chosen.value = null;
            chosen.value = null;
          }}
        />
      )}
      <FindPanel reader={reader} searching={controls.searching} />
      {openLink.value !== null && (
        <LinkSheet
          title="Link in the log"
          url={openLink.value}
          onClose={() => {
            openLink.value = null;
          }}
        />
      )}
      {controls.options.value && (
        <OptionsSheet
          actions={actions}
          onClose={() => {
            controls.options.value = false;
          }}
        />
      )}
    </>
  );
}

function shareScreen(title: string, { reading, view }: Reader): void {
  const { from, to } = view.visible.value;
  const live = reading.live.filter(({ row }) => row >= from && row < to);
  const text = [...reading.cache.lines({ from, to }), ...live].map((line) => line.text).join('\n');
  // Closing the share sheet is no error.
  navigator.share({ title, text }).catch(() => undefined);
}
