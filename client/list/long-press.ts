// A finger that stays where it came down. What it would open otherwise, a menu or the link, stays closed.

export interface LongPress {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  onContextMenu(event: Event): void;
  onClickCapture(event: Event): void;
}

const afterMs = 500;
/** Fingers tremble. */
const stillPx = 10;

export function longPress(pressed: () => void): LongPress {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: { readonly x: number; readonly y: number } | null = null;
  let over = false;
  const end = () => {
    clearTimeout(timer);
    start = null;
  };
  return {
    onPointerDown({ pointerType, clientX, clientY }) {
      end();
      over = false;
      if (pointerType === 'mouse') return;
      start = { x: clientX, y: clientY };
      timer = setTimeout(() => {
        over = true;
        pressed();
      }, afterMs);
    },
    onPointerMove({ clientX, clientY }) {
      if (start === null) return;
      if (Math.hypot(clientX - start.x, clientY - start.y) > stillPx) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onContextMenu(event) {
      if (start !== null || over) event.preventDefault();
    },
    /** The lift of the finger is no tap. */
    onClickCapture(event) {
      if (!over) return;
      over = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
