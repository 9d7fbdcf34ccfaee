// xterm.js as a screen and nothing else: bytes go in, nothing ever comes out. It cannot type, so no
// replay or terminal query makes this page answer. What is done to it happens in order.
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { type ITheme, Terminal } from '@xterm/xterm';
import { ControlStrings } from '../../../server/protocol/control-strings.ts';
import type { ScreenSnapshot } from '../../../server/protocol/page.ts';
import type { Size } from '../../../server/protocol/session.ts';
import type { KeyModes } from '../typing/key-sequences.ts';
import {
  keepTheme,
  limitCells,
  limitKeptLinks,
  mendEraseAbove,
  refuseHugeCounts,
  surviveErrors,
} from './hostile-output.ts';
import type { ScrollKind } from './ranges.ts';
import { keepSavedBrush, keepSavedCursor } from './saved-cursor.ts';
import type { MouseReports } from './wheel.ts';

const scrollbackLines = 2000;
/** As new, whatever sequence stands open. RIS leaves a hidden or blinking cursor and the newline mode. */
const reset = '\x1bc\x1b[?25h\x1b[?12l\x1b[20l';

/** What the fit addon leaves free for a scroll bar, which is not drawn here. */
const scrollBarPx = 14;

/** In CSS pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** On the page, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A part of xterm 6.0.0 that its public interface leaves out. */
interface Core {
  readonly coreMouseService: { readonly activeEncoding: string };
}

function newDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

export class Screen {
  readonly terminal: Terminal;
  readonly #mount: HTMLElement;
  readonly #fit = new FitAddon();
  /** Invalid bytes show as U+FFFD, as they do on the server; xterm by itself would leave them out. */
  #decoder = newDecoder();
  /** What stands between the output and xterm.js. */
  strings = new ControlStrings();

  constructor({ mount, fontSize, theme }: { mount: HTMLElement; fontSize: number; theme: ITheme }) {
    this.#mount = mount;
    this.terminal = new Terminal({
      // For `unicode`, which has been on trial for years.
      allowProposedApi: true,
      cursorInactiveStyle: 'block',
      // Without this, xterm answers queries and types what its own textarea gets.
      disableStdin: true,
      fontFamily: getComputedStyle(mount).fontFamily,
      fontSize,
      linkHandler: { activate: () => undefined },
      logLevel: 'off',
      minimumContrastRatio: 4.5,
      reflowCursorLine: true,
      scrollback: scrollbackLines,
      theme,
    });
    // The server's emulator counts cells the same way: an emoji is two wide for both.
    this.terminal.loadAddon(new Unicode11Addon());
    this.terminal.unicode.activeVersion = '11';
    this.terminal.loadAddon(this.#fit);
    refuseHugeCounts(this.terminal);
    limitCells(this.terminal);
    limitKeptLinks(this.terminal);
    mendEraseAbove(this.terminal);
    keepSavedCursor(this.terminal);
    keepSavedBrush(this.terminal);
    surviveErrors(this.terminal);
    keepTheme(this.terminal);
    this.terminal.attachCustomKeyEventHandler(() => false);
    this.terminal.open(mount);
    const { textarea } = this.terminal;
    // Never reached by the Tab key, and a tap on it opens no keyboard: that is the compose line's.
    textarea?.setAttribute('inputmode', 'none');
    textarea?.setAttribute('tabindex', '-1');
    // xterm draws no cursor before its first focus, which on a phone never comes.
    textarea?.dispatchEvent(new FocusEvent('focus'));
    textarea?.dispatchEvent(new FocusEvent('blur'));
  }

  write(bytes: Uint8Array, painted: () => void): void {
    this.strings.tick(performance.now());
    this.terminal.write(this.#decoder.decode(this.strings.push(bytes), { stream: true }), painted);
  }

  /** After everything written before it. */
  resize({ cols, rows }: Size): void {
    this.terminal.write('', () => this.terminal.resize(cols, rows));
  }

  /** Paints over everything: the emulator is reset within the same write, so nothing flickers. */
  paint({ size, data }: ScreenSnapshot, painted: () => void): void {
    this.resize(size);
    this.#decoder = newDecoder();
    this.strings = new ControlStrings();
    this.terminal.write(reset);
    this.write(data, painted);
  }

  get modes(): KeyModes {
    const { applicationCursorKeysMode, bracketedPasteMode } = this.terminal.modes;
    return {
      applicationCursor: applicationCursorKeysMode,
      bracketedPaste: bracketedPasteMode,
      fullScreen: this.terminal.buffer.active.type === 'alternate',
    };
  }

  /** How the program wants to be told of the mouse. */
  get mouse(): MouseReports {
    const { mouseTrackingMode } = this.terminal.modes;
    if (mouseTrackingMode === 'none' || mouseTrackingMode === 'x10') return 'none';
    const { coreMouseService } = (this.terminal as unknown as { _core: Core })._core;
    return coreMouseService.activeEncoding === 'DEFAULT' ? 'plain' : 'sgr';
  }

  /** Lines that can still scroll off the screen before older ones are dropped. */
  get scrollbackLeft(): number {
    return scrollbackLines - this.terminal.buffer.active.baseY;
  }

  get scrollKind(): ScrollKind {
    if (this.mouse !== 'none') return 'wheel';
    return this.terminal.buffer.active.type === 'alternate' ? 'still' : 'history';
  }

  /** As drawn, in CSS pixels; null before the first drawing. */
  get cell(): Extent | null {
    const drawn = this.terminal.element?.querySelector<HTMLElement>('.xterm-screen');
    const { width, height } = drawn?.getBoundingClientRect() ?? { width: 0, height: 0 };
    if (width === 0 || height === 0) return null;
    return { width: width / this.terminal.cols, height: height / this.terminal.rows };
  }

  /** The cell of the screen at a point of the page, from 0. */
  cellAt({ x, y }: Point): { readonly col: number; readonly row: number } | null {
    const cell = this.cell;
    const drawn = this.terminal.element?.querySelector<HTMLElement>('.xterm-screen');
    if (cell === null || !drawn) return null;
    const { left, top } = drawn.getBoundingClientRect();
    const within = (at: number, end: number) => Math.min(end - 1, Math.max(0, Math.floor(at)));
    return {
      col: within((x - left) / cell.width, this.terminal.cols),
      row: within((y - top) / cell.height, this.terminal.rows),
    };
  }

  /** Where the cursor's cell begins on the page; null before the first drawing. */
  get cursorPoint(): Point | null {
    const cell = this.cell;
    const drawn = this.terminal.element?.querySelector<HTMLElement>('.xterm-screen');
    if (cell === null || !drawn) return null;
    const { left, top } = drawn.getBoundingClientRect();
    const { cursorX, cursorY, baseY, viewportY } = this.terminal.buffer.active;
    const row = baseY + cursorY - viewportY;
    return { x: left + cursorX * cell.width, y: top + row * cell.height };
  }

  /** The size of a terminal that fills `room`; null before the first drawing. */
  sizeFor({ width, height }: Extent): Size | null {
    // The addon measures the element around the terminal, which here is as large as the session.
    const { style } = this.#mount;
    style.width = `${width + scrollBarPx}px`;
    style.height = `${height}px`;
    const size = this.#fit.proposeDimensions() ?? null;
    style.width = '';
    style.height = '';
    return size;
  }

  close(): void {
    this.terminal.dispose();
  }
}
