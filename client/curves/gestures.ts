// What fingers, a mouse and the keyboard do to a figure: read, choose, zoom, reset. One finger that moves
// up or down stays the browser's, which scrolls the page. Places are 0 to 1 along the figure's width.
import type { Zoom } from './window.ts';

export interface FigureHands {
  /** The place under the finger, as it moves. */
  read(place: number): void;
  zoom(zoom: Zoom): void;
  /** Two fingers have come down: the zooms that follow begin here. */
  hold(): void;
  reset(): void;
}

/** Fingers tremble. */
const stillPx = 8;
const doubleTapMs = 320;
const doubleTapPx = 36;

interface Finger {
  readonly startX: number;
  readonly startY: number;
  x: number;
  y: number;
}

/** Listens on a figure that has `touch-action: pan-y`. Returns what ends it. */
export function listen(surface: HTMLElement, hands: FigureHands): () => void {
  const fingers = new Map<number, Finger>();
  let held: { readonly apart: number; readonly middle: number } | null = null;
  let moved = false;
  let lastTap = { at: Number.NEGATIVE_INFINITY, x: 0 };
  const placeOf = (clientX: number) => {
    const { left, width } = surface.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
  };
  const pair = () => {
    const [one, other] = Array.from(fingers.values());
    return one === undefined || other === undefined
      ? null
      : {
          apart: Math.max(12, Math.hypot(one.x - other.x, one.y - other.y)),
          middle: placeOf((one.x + other.x) / 2),
        };
  };

  function down(event: PointerEvent) {
    const { pointerId, clientX, clientY, pointerType } = event;
    if (pointerType === 'mouse' && event.button !== 0) return;
    fingers.set(pointerId, { startX: clientX, startY: clientY, x: clientX, y: clientY });
    surface.setPointerCapture(pointerId);
    if (fingers.size === 1) moved = false;
    if (fingers.size !== 2) return;
    moved = true;
    held = pair();
    hands.hold();
  }
  function move({ pointerId, pointerType, clientX, clientY }: PointerEvent) {
    const finger = fingers.get(pointerId);
    if (finger === undefined) {
      if (pointerType === 'mouse') hands.read(placeOf(clientX));
      return;
    }
    finger.x = clientX;
    finger.y = clientY;
    const now = pair();
    if (held !== null && now !== null) {
      hands.zoom({ scale: now.apart / held.apart, from: held.middle, to: now.middle });
      return;
    }
    const away = Math.hypot(clientX - finger.startX, clientY - finger.startY);
    moved ||= away > stillPx;
    if (moved && held === null) hands.read(placeOf(clientX));
  }
  function up({ pointerId, clientX, timeStamp }: PointerEvent) {
    const finger = fingers.get(pointerId);
    fingers.delete(pointerId);
    if (fingers.size === 0) held = null;
    if (finger === undefined || moved || fingers.size > 0) return;
    const again =
      timeStamp - lastTap.at < doubleTapMs && Math.abs(clientX - lastTap.x) < doubleTapPx;
    lastTap = { at: again ? Number.NEGATIVE_INFINITY : timeStamp, x: clientX };
    if (again) hands.reset();
    else hands.read(placeOf(clientX));
  }
  function cancel({ pointerId }: PointerEvent) {
    fingers.delete(pointerId);
    if (fingers.size === 0) held = null;
  }
  /** A trackpad's two fingers come as a wheel with Ctrl. */
  function wheel(event: WheelEvent) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const place = placeOf(event.clientX);
    hands.hold();
    hands.zoom({ scale: Math.exp(-event.deltaY / 200), from: place, to: place });
  }

  const ends = [
    on(surface, 'pointerdown', down),
    on(surface, 'pointermove', move),
    on(surface, 'pointerup', up),
    on(surface, 'pointercancel', cancel),
    on(surface, 'wheel', wheel),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function on<Name extends keyof HTMLElementEventMap>(
  surface: HTMLElement,
  name: Name,
  listener: (event: HTMLElementEventMap[Name]) => void,
): () => void {
  surface.addEventListener(name, listener, { passive: name !== 'wheel' });
  return () => surface.removeEventListener(name, listener);
}
