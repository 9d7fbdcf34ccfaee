// What fingers and wheels do on the terminal beyond scrolling it: pulling past its top, swiping where
// nothing scrolls, tapping. Listens only: no listener here can hold up the browser's scrolling.
import type { Point } from './screen.ts';

export interface GestureParts {
  readonly surface: HTMLElement;
  /** The part of it that is tapped. */
  readonly within: HTMLElement;
  atTop(): boolean;
  /** By how much the view is being pulled past its top; 0 when it is let go. */
  pulling(px: number): void;
  /** It was pulled far past its top and let go. */
  pulledPast(): void;
  /** A finger or a wheel moved up or down. */
  swiped(): void;
  tapped(at: Point): void;
}

/** Far enough to be meant. */
export const pastPx = 72;
const swipePx = 24;
/** Turning a wheel at the top: a pull without a finger. */
const wheelPastPx = 240;

/** A click so soon after a finger left is that finger's. */
const clickWithinMs = 700;

export interface Gestures {
  /** Where a finger or the mouse last was. */
  readonly at: () => Point;
  close(): void;
}

export function onGestures(parts: GestureParts): Gestures {
  const { surface } = parts;
  let at: Point = { x: 0, y: 0 };
  let startY = 0;
  /** When a finger left, in ms of the page's clock. */
  let liftedAt = Number.NEGATIVE_INFINITY;
  /** Where the finger was when the top was reached. */
  let topY: number | null = null;
  let pull = 0;
  let wheeled = 0;
  const pulled = (px: number) => {
    pull = px;
    parts.pulling(px);
  };
  const begin = ({ touches }: TouchEvent) => {
    topY = null;
    if (pull > 0) pulled(0);
    const [finger] = touches;
    if (finger === undefined || touches.length > 1) return;
    at = { x: finger.clientX, y: finger.clientY };
    startY = at.y;
    if (parts.atTop()) topY = startY;
  };
  const follow = ({ clientX: x, clientY: y }: Touch) => {
    at = { x, y };
    if (Math.abs(y - startY) > swipePx) parts.swiped();
    if (!parts.atTop()) topY = null;
    else topY ??= y;
    const px = topY === null ? 0 : Math.max(0, y - topY);
    if (px !== pull) pulled(px);
  };
  const move = ({ touches }: TouchEvent) => {
    if (touches[0] !== undefined && touches.length === 1) follow(touches[0]);
  };
  const lift = ({ touches, changedTouches, timeStamp }: TouchEvent) => {
    // While the browser scrolls, it tells of few movements: where the finger left is one more.
    if (touches.length === 0 && changedTouches.length === 1 && changedTouches[0] !== undefined) {
      follow(changedTouches[0]);
      liftedAt = timeStamp;
    }
    const past = pull >= pastPx;
    topY = null;
    if (pull > 0) pulled(0);
    if (past) parts.pulledPast();
  };
  const cancel = () => {
    if (pull > 0) pulled(0);
  };
  const wheel = ({ deltaY, clientX: x, clientY: y, ctrlKey }: WheelEvent) => {
    at = { x, y };
    if (ctrlKey) return;
    parts.swiped();
    wheeled = deltaY < 0 && parts.atTop() ? wheeled - deltaY : 0;
    if (wheeled < wheelPastPx) return;
    wheeled = 0;
    parts.pulledPast();
  };
  const tap = ({ target, clientX: x, clientY: y, timeStamp }: MouseEvent) => {
    if (!(target instanceof Node) || !parts.within.contains(target)) return;
    // A browser moves a finger's click to what can be clicked nearby, such as the field at the cursor.
    if (timeStamp - liftedAt > clickWithinMs) at = { x, y };
    parts.tapped(at);
  };
  const ends = [
    listen(surface, 'touchstart', begin),
    listen(surface, 'touchmove', move),
    listen(surface, 'touchend', lift),
    listen(surface, 'touchcancel', cancel),
    listen(surface, 'wheel', wheel),
    listen(surface, 'click', tap),
  ];
  return {
    at: () => at,
    close() {
      for (const end of ends) end();
    },
  };
}

function listen<Name extends keyof HTMLElementEventMap>(
  surface: HTMLElement,
  name: Name,
  listener: (event: HTMLElementEventMap[Name]) => void,
): () => void {
  surface.addEventListener(name, listener, { capture: true, passive: true });
  return () => surface.removeEventListener(name, listener, { capture: true });
}
