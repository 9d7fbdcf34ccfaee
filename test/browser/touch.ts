// Fingers on the glass, as the browser's compositor gets them. Events carry the times a person's hand
// would give them, so a slow machine changes neither how fast a finger was nor how far a flick goes.
import type { CDPSession, Locator, Page } from '@playwright/test';

interface Point {
  readonly x: number;
  readonly y: number;
}

type TouchType = 'touchStart' | 'touchMove' | 'touchEnd';

/** What a screen reports of a finger: 60 times a second. */
const frameSeconds = 1 / 60;
/** This many drawn frames in the same place: momentum is over. Frames, not time: a stalled page draws none. */
const framesAtRest = 15;

/** One finger from one point to the other in `steps` frames, lifted in full motion. */
export async function swipe(
  page: Page,
  { from, to, steps = 7 }: { from: Point; to: Point; steps?: number },
): Promise<void> {
  const along = (part: number) => ({
    x: from.x + (to.x - from.x) * part,
    y: from.y + (to.y - from.y) * part,
  });
  const path = Array.from({ length: steps + 1 }, (_, i) => [along(i / steps)]);
  await fingers(page, path);
}

/** A flick that moves the text down by 240 px before the finger is lifted. */
export function flick(page: Page): Promise<void> {
  return swipe(page, { from: { x: 180, y: 220 }, to: { x: 180, y: 460 }, steps: 8 });
}

/** One finger that stays on the glass and moves on with every frame the page draws. */
export async function drag(
  page: Page,
  { from, to, steps }: { from: Point; to: Point; steps: number },
): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const touch = (type: TouchType, ...touchPoints: Point[]) =>
    input.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', from);
  for (let i = 1; i <= steps; i++) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const along = (a: number, b: number) => a + ((b - a) * i) / steps;
    await touch('touchMove', { x: along(from.x, to.x), y: along(from.y, to.y) });
  }
  await touch('touchEnd');
  await input.detach();
}

/** Two fingers, one above or beside the other, that end `scale` times as far apart as they began. */
export async function pinch(
  page: Page,
  middle: Point,
  scale: number,
  placed: 'above' | 'beside' = 'above',
): Promise<void> {
  const steps = 10;
  const reach = 60;
  const path = Array.from({ length: steps + 1 }, (_, i) => {
    const away = reach * (1 + ((scale - 1) * i) / steps);
    return [-away, away].map((by) =>
      placed === 'above' ? { x: middle.x, y: middle.y + by } : { x: middle.x + by, y: middle.y },
    );
  });
  await fingers(page, path);
}

/** Waits until the scroller moves no more: neither by a finger's momentum nor otherwise. */
export async function rested(scroller: Locator): Promise<void> {
  await scroller.evaluate(async (element, frames) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let still = 0;
    let { scrollTop, scrollLeft } = element;
    while (still < frames) {
      await frame();
      const same = element.scrollTop === scrollTop && element.scrollLeft === scrollLeft;
      still = same ? still + 1 : 0;
      ({ scrollTop, scrollLeft } = element);
    }
  }, framesAtRest);
}

/** Fingers come down where `path` begins, follow it a frame a step, and are lifted at its end. */
async function fingers(page: Page, path: readonly (readonly Point[])[]): Promise<void> {
  const input: CDPSession = await page.context().newCDPSession(page);
  const start = Date.now() / 1000;
  const sent: Promise<unknown>[] = [];
  const send = (type: TouchType, touchPoints: readonly Point[]) => {
    const timestamp = start + sent.length * frameSeconds;
    sent.push(
      input.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: touchPoints.map((point, id) => ({ ...point, id })),
        timestamp,
      }),
    );
  };
  path.forEach((points, i) => {
    // Fingers come down one after the other.
    if (i > 0) send('touchMove', points);
    else for (let n = 1; n <= points.length; n++) send('touchStart', points.slice(0, n));
  });
  send('touchEnd', []);
  await Promise.all(sent);
  await input.detach();
}
