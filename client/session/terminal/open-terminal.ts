// One terminal in the page, wired: the screen, what scrolls it, fingers, keyboards, and the
// attachment that feeds it. Knows no component; what is to be shown around it is in its signals.
import { type Signal, signal } from '@preact/signals';
import type { OwnedSize } from '../../../server/protocol/host.ts';
import { maxSize, type Size } from '../../../server/protocol/session.ts';
import type { Link } from '../../connection/link.ts';
import { onPinch } from '../../log/pinch.ts';
import type { SoughtPlace } from '../../log/sought-place.ts';
import { isDark, onDeviceTheme, type Theme } from '../../look/theme.ts';
import { InputSink } from '../typing/input-sink.ts';
import { typeKeys } from '../typing/typed-keys.ts';
import type { Typing } from '../typing/typing.ts';
import { copyRequest } from './copy-request.ts';
import type { FontSize } from './font-size.ts';
import { onGestures } from './gestures.ts';
import { followPage } from './hardware-keyboard.ts';
import { linkAt } from './link-at.ts';
import { paletteFor } from './palette.ts';
import { placeInLog } from './place.ts';
import { type Point, Screen } from './screen.ts';
import { Scroller } from './scroller.ts';
import { shownTerminal } from './shown-terminal.ts';
import { viewSession } from './viewing.ts';
import { clickReport, wheelReport } from './wheel.ts';

export interface TerminalElements {
  readonly container: HTMLElement;
  readonly spacer: HTMLElement;
  readonly mount: HTMLElement;
  /** What a keyboard that is not on the screen types into. */
  readonly sink: HTMLTextAreaElement;
}

export interface TerminalParts extends TerminalElements {
  readonly link: Link;
  /** The session's id. */
  readonly session: string;
  readonly typing: Typing;
  readonly font: FontSize;
  readonly theme: Signal<Theme>;
  ended(): void;
  /** On with what is at the top, in the log; null: at its end. */
  toLog(place: SoughtPlace | null): void;
}

export interface OpenTerminal {
  readonly size: Signal<OwnedSize | null>;
  readonly refusal: Signal<string | null>;
  /** The scrollback ends at the top of the view. */
  readonly atTop: Signal<boolean>;
  /** The end is somewhere below. */
  readonly away: Signal<boolean>;
  /** By how much it is being pulled past that. */
  readonly pull: Signal<number>;
  /** Something was swiped that only keys can scroll; when, in ms since 1970. */
  readonly pagedAt: Signal<number | null>;
  /** A program's text for the clipboard. */
  readonly copy: Signal<string | null>;
  /** The address that was tapped. */
  readonly openLink: Signal<string | null>;
  /** The text's size while two fingers change it. */
  readonly pinchPx: Signal<number | null>;
  /** What an input method is composing, and where the cursor is on the page. */
  readonly composing: Signal<({ readonly text: string } & Point) | null>;
  /** The size of a terminal that fills the view; null before the first drawing. */
  fitting(): Size | null;
  place(): SoughtPlace | null;
  toEnd(): void;
  close(): void;
}

/** For this long after a key, the view pans along with the cursor. */
const followCursorMs = 1500;
const smallestFit = { cols: 20, rows: 5 };
/** The terminal's margin at the left and the right, as terminal.css has it. */
const edgePx = 8;

export function openTerminal(parts: TerminalParts): OpenTerminal {
  const { container, mount, link, session, typing, font, theme } = parts;
  const [atTop, away, pull] = [signal(false), signal(false), signal(0)];
  const pinchPx = signal<number | null>(null);
  const [size, refusal] = [signal<OwnedSize | null>(null), signal<string | null>(null)];
  const [copy, openLink] = [signal<string | null>(null), signal<string | null>(null)];
  const pagedAt = signal<number | null>(null);
  const palette = () => paletteFor(isDark(theme.value));
  const screen = new Screen({ mount, fontSize: font.value.value, theme: palette() });
  const { terminal } = screen;

  /** 1-based, as programs are told. */
  const cellAt = (point: Point) => {
    const cell = screen.cellAt(point);
    return { col: (cell?.col ?? 0) + 1, row: (cell?.row ?? 0) + 1 };
  };
  const place = () => placeInLog(terminal);
  const scroller: Scroller = new Scroller({
    ...{ ...parts, screen },
    turned: (turns) => typing.mouse(wheelReport(turns, cellAt(gestures.at()), screen.mouse)),
    placed: () => {
      const { baseY } = terminal.buffer.active;
      const history = screen.scrollKind === 'history';
      atTop.value = history && baseY > 0 && scroller.atTop;
      away.value = history && !scroller.following;
    },
    followed: () => viewing.catchUp(),
  });
  const gestures = onGestures({
    // What lies over the terminal is pulled along with it.
    surface: container.parentElement ?? container,
    within: container,
    atTop: () => screen.scrollKind === 'history' && scroller.atTop,
    pulling: (px) => {
      pull.value = px;
    },
    pulledPast: () => parts.toLog(place()),
    swiped: () => {
      if (screen.scrollKind === 'still') pagedAt.value = Date.now();
    },
    tapped: (point) => {
      const cell = screen.cellAt(point);
      if (cell === null || terminal.hasSelection()) return;
      openLink.value = linkAt(terminal, cell);
      if (openLink.value === null && screen.mouse !== 'none') {
        typing.mouse(clickReport(cellAt(point), screen.mouse));
      }
    },
  });
  const told = terminal.onWriteParsed(() => {
    typing.modes.value = screen.modes;
    if (Date.now() - typing.typedAt.value < followCursorMs) scroller.showCursorColumn();
  });
  const copied = terminal.parser.registerOscHandler(52, (request) => {
    copy.value = copyRequest(request) ?? copy.value;
    return true;
  });
  const shown = shownTerminal(terminal);
  typing.shown.current = shown;
  const composing: OpenTerminal['composing'] = signal(null);
  const sink = new InputSink({
    ...{ field: parts.sink, typing },
    composing: (text) => {
      const at = screen.cursorPoint;
      composing.value = text === '' || at === null ? null : { text, ...at };
    },
  });
  const viewing = viewSession({
    ...{ link, session, screen, ended: parts.ended },
    reading: () => scroller.reading,
    sized: (owned) => {
      size.value = owned;
    },
    refused: (why) => {
      refusal.value = why;
    },
  });
  const ends = [
    () => told.dispose(),
    () => copied.dispose(),
    () => gestures.close(),
    () => sink.close(),
    () => {
      if (typing.shown.current === shown) typing.shown.current = null;
    },
    onDeviceTheme(() => {
      terminal.options.theme = palette();
    }),
    typeKeys({
      ...{ surface: parts.sink, typing, hasText: true },
      spares: (event) => event.ctrlKey && event.key === 'c' && terminal.hasSelection(),
    }),
    followPage({ ...parts, terminal }),
    onPinch({
      surface: container,
      pinching: (scale) => {
        pinchPx.value = font.scaled(scale);
      },
      pinched: (scale) => {
        pinchPx.value = null;
        font.set(font.scaled(scale));
      },
    }),
    typing.typedAt.subscribe((at) => {
      if (at > 0) scroller.toEnd();
    }),
    font.value.subscribe((px) => {
      terminal.options.fontSize = px;
      scroller.layOut();
    }),
    () => viewing.close(),
  ];

  return {
    ...{ size, refusal, atTop, away, pull, pagedAt, copy, openLink, pinchPx, composing, place },
    fitting() {
      const { clientWidth, clientHeight } = container;
      const fitting = screen.sizeFor({ width: clientWidth - 2 * edgePx, height: clientHeight });
      if (fitting === null) return null;
      return {
        cols: Math.min(maxSize.cols, Math.max(smallestFit.cols, fitting.cols)),
        rows: Math.min(maxSize.rows, Math.max(smallestFit.rows, fitting.rows)),
      };
    },
    toEnd: () => scroller.toEnd(),
    close() {
      for (const end of ends) end();
      scroller.close();
      screen.close();
    },
  };
}
