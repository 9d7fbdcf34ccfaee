// Scrolls the terminal with the browser's own scrolling, momentum included: a container that
// overflows, a spacer as tall as the whole buffer, and the screen stuck to the container's top, moved
// by the fraction of a line. It follows the end only from the end.
import type { Screen } from './screen.ts';

export interface ScrollerParts {
  readonly screen: Screen;
  readonly container: HTMLElement;
  readonly spacer: HTMLElement;
  readonly mount: HTMLElement;
}

export class Scroller {
  readonly #parts: ScrollerParts;
  readonly #ends: (() => void)[];
  #following = true;
  /** The line at the top, as last placed: xterm moves it when old lines are dropped. */
  #placed = 0;

  constructor(parts: ScrollerParts) {
    this.#parts = parts;
    const { container, screen } = parts;
    const scrolled = () => {
      this.#following = container.scrollTop >= this.#home() - this.#cellHeight() / 2;
      this.#place();
    };
    // The browser scrolls; xterm's own scrolling would do it a second time.
    const keepFromXterm = (event: Event) => event.stopPropagation();
    container.addEventListener('scroll', scrolled, { passive: true });
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
      () => observer.disconnect(),
      () => container.removeEventListener('scroll', scrolled),
      () => container.removeEventListener('wheel', keepFromXterm, { capture: true }),
      ...listeners.map((listener) => () => listener.dispose()),
    ];
  }

  /** Brings spacer and position in line with what the terminal holds now. */
  layOut(): void {
    const { screen, container, spacer } = this.#parts;
    const cell = screen.cell;
    if (cell === null) return;
    const { baseY, viewportY } = screen.terminal.buffer.active;
    const shown = Math.max(container.clientHeight, screen.terminal.rows * cell.height);
    spacer.style.height = `${baseY * cell.height + shown}px`;
    spacer.style.width = `${screen.terminal.cols * cell.width}px`;
    if (this.#following) container.scrollTop = this.#home();
    else if (viewportY !== this.#placed)
      container.scrollTop += (viewportY - this.#placed) * cell.height;
    this.#place();
  }

  toEnd(): void {
    this.#following = true;
    this.layOut();
  }

  /** Pans so that the cursor's column can be seen, back to the left edge where that is enough. */
  showCursorColumn(): void {
    const { screen, container } = this.#parts;
    const cell = screen.cell;
    if (cell === null) return;
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

  /** Where the end is: the last screen, moved up by as much as the cursor's row needs to be seen. */
  #home(): number {
    const { screen, container } = this.#parts;
    const height = this.#cellHeight();
    const { baseY, cursorY } = screen.terminal.buffer.active;
    const hidden = Math.max(0, screen.terminal.rows * height - container.clientHeight);
    const belowFold = (cursorY + 1) * height - container.clientHeight;
    return baseY * height + Math.min(hidden, Math.max(0, belowFold));
  }

  #place(): void {
    const { screen, container, mount } = this.#parts;
    const height = this.#cellHeight();
    if (height === 0) return;
    const { terminal } = screen;
    const top = Math.max(0, container.scrollTop);
    // Browsers round positions to the screen's own pixels, which must not cost the last line.
    const line = Math.min(terminal.buffer.active.baseY, Math.floor((top + 1) / height));
    terminal.scrollToLine(line);
    this.#placed = line;
    mount.style.transform = `translateY(${line * height - top}px)`;
  }

  #cellHeight(): number {
    return this.#parts.screen.cell?.height ?? 0;
  }
}
