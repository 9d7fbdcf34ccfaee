// The log on the page: real text in one native scroller, and what helps to find one's way in it. It
// stays silent to assistive technology while it grows; the page tells of what matters.

import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { inBase } from '../connection/base.ts';
import { lazyPage } from '../lazy-page.tsx';
import { agoInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';
import { useSoon } from '../soon.ts';
import { EndPill } from './end-pill.tsx';
import { keptScreens, parseLastScreen } from './last-screen.ts';
import type { ChosenLine } from './line-bar.tsx';
import type { LogControls } from './log-controls.ts';
import type { LogEvents } from './log-events.ts';
import { LogRows } from './log-rows.tsx';
import { onPinch } from './pinch.ts';
import { linkTo, parsePlace } from './place-link.ts';
import { createPreferences, largestFontPx, smallestFontPx } from './preferences.ts';
import { Reader } from './reader.ts';
import { type ShownText, shownText } from './shown-text.ts';
import type { SoughtLine, SoughtPlace } from './sought-place.ts';
import { measureGlyphs } from './text-type.ts';
import './log.css';

const preferences = createPreferences();
const tools = () => import('./log-tools.tsx');
const LogTools = lazyPage(() => tools().then((m) => m.LogTools));
const Scrubber = lazyPage(() => tools().then((m) => m.Scrubber));
const EventTicks = lazyPage(() => tools().then((m) => m.EventTicks));
const SeenStrip = lazyPage(() => tools().then((m) => m.SeenStrip));

export interface LogViewProps {
  readonly session: SessionSummary;
  readonly controls: LogControls;
  /** What was looked at in the terminal or on a curve, to be gone on with here. */
  readonly seek: SoughtPlace | SoughtLine | null;
  /** Where to say what is shown. */
  readonly shown: { current: ShownText | null };
  /** To the terminal, where a full-screen program is. */
  readonly onTerminal: () => void;
  /** When something was last typed, in ms since 1970: whoever types looks at the end. */
  readonly typedAt: ReadonlySignal<number>;
  /** All of its output has come. */
  readonly onEnded: () => void;
}

export function LogView(props: LogViewProps) {
  const { session, controls, seek, shown, onTerminal, typedAt, onEnded } = props;
  const { link, clock } = useOutlive();
  const frame = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const reader = useSignal<Reader | null>(null);
  const openLink = useSignal<string | null>(null);
  const chosen = useSignal<ChosenLine | null>(null);
  const pinchPx = useSignal<number | null>(null);
  const events: LogEvents = useSignal([]);
  const kept = useMemo(() => parseLastScreen(keptScreens.read(session.id)), [session.id]);

  useEffect(() => {
    const scroller = frame.current;
    if (!scroller || !spacer.current) return;
    const glyphs = measureGlyphs(getComputedStyle(scroller).fontFamily);
    const place = parsePlace(location.search);
    const parts = { link, session: session.id, scroller, spacer: spacer.current };
    const opened = new Reader({ ...parts, glyphs, preferences, place, seek });
    reader.value = opened;
    const text = shownText(opened);
    shown.current = text;
    const sizeAt = (scale: number) => {
      const { fontPx } = preferences.value.peek();
      return Math.round(Math.min(largestFontPx, Math.max(smallestFontPx, fontPx * scale)));
    };
    const endPinch = onPinch({
      surface: scroller,
      pinching: (scale) => {
        pinchPx.value = sizeAt(scale);
      },
      pinched: (scale) => {
        pinchPx.value = null;
        preferences.change({ fontPx: sizeAt(scale) });
      },
    });
    const endTyped = typedAt.subscribe((at) => {
      if (at > 0 && opened.tail.peek() !== null) opened.view.toEnd();
    });
    return () => {
      endPinch();
      endTyped();
      if (shown.current === text) shown.current = null;
      opened.close();
      reader.value = null;
    };
  }, [session.id]);

  const open = reader.value;
  const tail = open?.tail.value ?? null;
  const read = tail !== null;
  const toolsWanted = useSoon(read);
  const asOf = read ? null : (kept?.at ?? null);
  useEffect(() => {
    controls.asOf.value = asOf;
    return () => {
      controls.asOf.value = null;
    };
  }, [asOf]);
  const ended = tail?.ended === true;
  useEffect(() => {
    if (ended) onEnded();
  }, [ended]);

  function choose(line: number) {
    const text = open?.textOf(line);
    if (!open || text == null || open.chosen.value === line) return unchoose();
    const settled = tail !== null && line < tail.shape.lines;
    const place = settled
      ? linkTo(sessionPath(session.name), { epoch: tail.shape.epoch, line })
      : null;
    open.chosen.value = settled ? line : null;
    chosen.value = {
      number: settled ? line : null,
      text,
      time: (open.reading.cache.line(line) ?? open.reading.liveLine(line))?.time ?? null,
      link: place && new URL(inBase(place), document.baseURI).href,
    };
  }

  function unchoose() {
    if (open) open.chosen.value = null;
    chosen.value = null;
  }

  function tap({ target }: MouseEvent) {
    if (!(target instanceof Element) || !document.getSelection()?.isCollapsed) return;
    const linked = target.closest<HTMLElement>('[data-link]')?.dataset.link;
    if (linked !== undefined) openLink.value = linked;
    else {
      const line = target.closest<HTMLElement>('[data-line]')?.dataset.line;
      if (line === undefined) unchoose();
      else choose(Number(line));
    }
  }

  function keyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.dataset.link) {
      openLink.value = event.target.dataset.link;
    }
    // The scroller's own ends are those of a window only.
    if (event.key === 'Home') open?.toPart(0);
    if (event.key === 'End') open?.view.toEnd();
    if (event.key === 'f' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      controls.searching.value = true;
    }
  }

  const unseen = open?.seen.unseen.value ?? null;
  return (
    <section class="log-view" data-searching={controls.searching.value}>
      {open && unseen && !open.stripClosed.value && (
        <SeenStrip
          reader={open}
          unseen={unseen}
          onTrouble={() => {
            controls.searching.value = true;
          }}
          onClose={() => {
            open.stripClosed.value = true;
          }}
        />
      )}
      {open?.refusal.value && (
        <p class="failure log-words" role="alert">
          {open.refusal.value}
        </p>
      )}
      {open?.lost.value && (
        <p class="log-words" role="status">
          {open.lost.value === 'gone'
            ? 'The line this link points to is not in this log any more.'
            : 'The line this link points to has changed. This is the nearest one.'}
        </p>
      )}
      <div class="log-frame">
        <div
          class="log"
          ref={frame}
          role="log"
          aria-label={`Log of ${session.name}`}
          aria-live="off"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it
          tabIndex={0}
          onClick={tap}
          onKeyDown={keyDown}
        >
          <div class="log-spacer" ref={spacer}>
            <LogRows reader={open} kept={kept} fontPx={preferences.value.value.fontPx} />
          </div>
        </div>
        {asOf !== null && <p class="log-age">as it was {agoInWords(clock.now() - asOf)}</p>}
        {tail?.fullScreen === false && open?.reading.rows === 0 && (
          <p class="log-empty">Nothing has been written yet.</p>
        )}
        {pinchPx.value !== null && <p class="pinch-size">{pinchPx.value} px</p>}
        {open && tail && (
          <>
            {toolsWanted.value && (
              <>
                <EventTicks
                  {...{ session, events, first: tail.shape.first }}
                  lines={tail.shape.lines + tail.live.length}
                />
                <Scrubber
                  visible={open.view.visible}
                  rows={open.reading.rows}
                  line={open.lineAtTop()}
                  onDrag={(part) => open.toPart(part)}
                />
              </>
            )}
            <EndPill reader={open} />
          </>
        )}
      </div>
      <div role="status">
        {tail?.fullScreen && (
          <div class="full-screen">
            <p>A full-screen program is running.</p>
            <button type="button" class="button slim" onClick={onTerminal}>
              Open the terminal
            </button>
          </div>
        )}
      </div>
      {open && tail && toolsWanted.value && (
        <LogTools
          {...{ reader: open, frame, session, controls, preferences, chosen, openLink, events }}
        />
      )}
    </section>
  );
}
