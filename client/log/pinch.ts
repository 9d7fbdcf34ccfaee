// Two fingers that move apart or together change the text's size. Listens only: the browser is told
// by `touch-action` not to zoom, and no listener here can hold up its scrolling.

export interface PinchParts {
  readonly surface: HTMLElement;
  /** How much farther apart the fingers are than when they came down. */
  pinching(scale: number): void;
  /** They were lifted. */
  pinched(scale: number): void;
}

/** Returns what ends the listening. */
export function onPinch({ surface, pinching, pinched }: PinchParts): () => void {
  let start: number | null = null;
  let scale = 1;
  const begin = ({ touches }: TouchEvent) => {
    start = touches.length === 2 ? distance(touches) : null;
    scale = 1;
  };
  const move = ({ touches }: TouchEvent) => {
    if (start === null || touches.length !== 2) return;
    scale = distance(touches) / start;
    pinching(scale);
  };
  const end = () => {
    if (start === null) return;
    start = null;
    pinched(scale);
  };
  const listeners = [
    ['touchstart', begin],
    ['touchmove', move],
    ['touchend', end],
    ['touchcancel', end],
  ] as const;
  for (const [name, listener] of listeners) {
    surface.addEventListener(name, listener as EventListener, { passive: true });
  }
  return () => {
    for (const [name, listener] of listeners) {
      surface.removeEventListener(name, listener as EventListener);
    }
  };
}

function distance(touches: TouchList): number {
  const [one, other] = [touches[0], touches[1]];
  if (one === undefined || other === undefined) return 1;
  return Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
}
