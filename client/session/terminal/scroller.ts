// Scrolls the terminal with the browser's own scrolling, momentum included: a container that
// overflows, a spacer as tall as everything, and the screen stuck to the container's top, moved by
// the fraction of a line. It follows the end only from the end, and writes the position only while
// nobody moves it: that would stop momentum, and take the text from under the finger.
import { Motion } from '../../log/motion.ts';
import { coreOf } from './core.ts';
import { homePx, type Lengths, onScreen, pulledPx, wholePx } from './ranges.ts';
import type { Screen } from './screen.ts';
import { linesATurn } from './wheel.ts';

export interface ScrollerParts {
  readonly screen: Screen;
  readonly container: HTMLElement;
  readonly spacer: HTMLElement;
  readonly mount: HTMLElement;
  /** The person pulled a program that asked for the mouse: turns of the wheel, negative upwards. */
  turned(turns: number): void;
  /** The view may stand somewhere else, or show something else. */
  placed(): void;
  /** It follows the end (again): nothing is being read that may not be painted over. */
  followed(): void;
}

export class Scroller {
  readonly #parts: ScrollerParts;
  readonly #motion: Motion;
  readonly #ends: (() => void)[];
  #following = true;
  #kind: Lengths['kind'] = 'history';
  #top = 0;
  /** The line at the top, as last placed: xterm moves it when old lines are dropped. */
  #line = 0;
  /** Lines dropped since the position was last written. */
  #dropped = 0;
  #turns = 0;

  constructor(parts: ScrollerParts) {
    this.#parts = parts;
    const { container, screen } = parts;
    this.#motion = new Motion({
      scroller: container,
      now: () => performance.now(),
      scrolled: () => this.#scrolled(),
      rested: () => this.#rested(),
    });
    // The browser scrolls; xterm's own scrolling would do it a second time.
    const keepFromXterm = (event: Event) => event.stopPropagation();
    container.addEventListener('wheel', keepFromXterm, { capture: true, passive: true });
    const observer = new ResizeObserver(() => this.layOut());
    observer.observe(container);
    const { terminal } = screen;
    const layOut = () => this.layOut();
    const listeners = [
      terminal.onWriteParsed(layOut),
      terminal.onResize(layOut),
      terminal.buffer.onBufferChange(layOut),
    ];
    this.#ends = [
      () => this.#motion.close(),
      () => observer.disconnect(),
      () => container.removeEventListener('wheel', keepFromXterm, { capture: true }),
      ...listeners.map((listener) => () => listener.dispose()),
    ];
  }

  get following(): boolean {
    return this.#following;
  }

  /** Somebody reads what scrolled off the screen, or is about to. */
  get reading(): boolean {
    return this.#kind === 'history' && !(this.#following && this.#motion.resting);
  }

  get atTop(): boolean {
    return this.#parts.container.scrollTop <= 0;
  }

  /** Brings spacer and position in line with what the terminal holds now. */
  layOut(): void {
    const { screen, spacer } = this.#parts;
    const lengths = this.#lengths();
    if (lengths === null) return;
    spacer.style.height = `${wholePx(lengths)}px`;
    spacer.style.width = `${screen.terminal.cols * (screen.cell?.width ?? 0)}px`;
    if (lengths.kind !== this.#kind) {
      this.#kind = lengths.kind;
      this.#turns = 0;
      this.#following = true;
      this.#dropped = 0;
      this.#put(homePx(lengths));
    } else if (this.#following) {
      this.#dropped = 0;
      if (this.#motion.resting) this.#put(homePx(lengths));
    } else this.#stay(lengths);
    this.#place(lengths);
  }

  /** Because the person did something there. */
  toEnd(): void {
    this.#following = true;
    const lengths = this.#lengths();
    if (lengths !== null) this.#put(homePx(lengths));
    this.layOut();
    this.#parts.followed();
  }

  /** Pans so that the cursor's column can be seen, back to the left edge where that is enough. */
  showCursorColumn(): void {
    const { screen, container } = this.#parts;
    const cell = screen.cell;
    // Programs that hide their cursor park it anywhere: nobody types there.
    if (cell === null || this.#motion.touched || coreOf(screen.terminal).coreService.isCursorHidden)
      return;
    const right = (screen.terminal.buffer.active.cursorX + 2) * cell.width;
    const width = container.clientWidth;
    if (right <= width) container.scrollLeft = 0;
    else if (
      right > container.scrollLeft + width ||
      right < container.scrollLeft + 4 * cell.width
    ) {
      container.scrollLeft = right - width * 0.7;
    }
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  #scrolled(): void {
    const lengths = this.#lengths();
    if (lengths === null) return;
    const top = this.#parts.container.scrollTop;
    const belowHome = onScreen(top, lengths) - homePx(lengths);
    // A full-screen program's screen goes on below its cursor's row, and is read there, too.
    if (lengths.kind !== 'history' && belowHome > 1.5) this.#following = false;
    // Upwards is away from the end, however little it is: text that is read does not move.
    else if (top >= homePx(lengths) - 1.5) this.#following = true;
    else if (top < this.#top - 0.5) this.#following = false;
    this.#top = top;
    this.#turn(top, lengths);
    this.#place(lengths);
  }

  /** What is read stays where it is, though lines above it are dropped. */
  #stay({ kind, rowPx }: Lengths): void {
    if (kind !== 'history') return;
    const { container, screen } = this.#parts;
    this.#dropped += this.#line - screen.terminal.buffer.active.viewportY;
    if (!this.#motion.resting || this.#dropped === 0) return;
    this.#put(container.scrollTop - this.#dropped * rowPx);
    this.#dropped = 0;
  }

  /** Tells of the turns that were not told yet. */
  #turn(top: number, lengths: Lengths): void {
    const turns = Math.trunc(pulledPx(top, lengths) / (linesATurn * lengths.rowPx));
    const more = turns - this.#turns;
    this.#turns = turns;
    if (more !== 0) this.#parts.turned(more);
  }

  /** There is room to pull again; what arrived meanwhile is followed. */
  #rested(): void {
    const lengths = this.#lengths();
    if (lengths !== null && lengths.kind === 'wheel') {
      this.#turns = 0;
      this.#put(onScreen(this.#parts.container.scrollTop, lengths));
    }
    this.layOut();
    if (this.#following) this.#parts.followed();
  }

  #put(top: number): void {
    // Even where it stands there already: what the browser moved is not taken for a person's doing.
    this.#motion.put(top);
    this.#top = this.#parts.container.scrollTop;
  }

  #place(lengths: Lengths): void {
    const { screen, container, mount } = this.#parts;
    const { terminal } = screen;
    const { rowPx, scrollback, kind } = lengths;
    const top = Math.max(0, container.scrollTop);
    // Browsers round positions to the screen's own pixels, which must not cost the last line.
    const at = kind === 'history' ? Math.min(scrollback, Math.floor((top + 1) / rowPx)) : 0;
    if (kind === 'history') {
      this.#line = Math.max(0, at - this.#dropped);
      terminal.scrollToLine(this.#line);
    } else if (terminal.buffer.active.viewportY < terminal.buffer.active.baseY) {
      terminal.scrollToBottom();
    }
    const shown = kind === 'wheel' ? onScreen(top, lengths) - onScreen(0, lengths) : top;
    mount.style.transform = `translateY(${at * rowPx - shown}px)`;
    this.#parts.placed();
  }

  #lengths(): Lengths | null {
    const { screen, container } = this.#parts;
    const { terminal } = screen;
    const rowPx = screen.cell?.height ?? 0;
    if (rowPx === 0) return null;
    const { baseY, cursorY } = terminal.buffer.active;
    return {
      ...{ kind: screen.scrollKind, scrollback: baseY, rows: terminal.rows, rowPx },
      ...{ viewPx: container.clientHeight, cursorRow: cursorY },
    };
  }
}
