// Fingers on the glass, as the browser's compositor gets them. Each event carries the time it would
// have on a phone, so that a flick is as fast on a busy machine as on an idle one.
import type { CDPSession, Page } from '@playwright/test';

interface Point {
  readonly x: number;
  readonly y: number;
}

const betweenMovesS = 0.012;

export class Fingers {
  readonly #input: CDPSession;

  constructor(input: CDPSession) {
    this.#input = input;
  }

  static async of(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  /** One finger from `from` on, by `step` as often as told, and lifted while it moves. */
  async swipe(from: Point, step: Point, steps: number): Promise<void> {
    const path = Array.from({ length: steps + 1 }, (_, i) => [along(from, step, i)]);
    await this.#draw(path);
  }

  /** A flick that moves the text down by `px` before the finger is lifted. */
  flick(px = 240): Promise<void> {
    return this.swipe({ x: 180, y: 220 }, { x: 0, y: 30 }, px / 30);
  }

  /** Two fingers, one above the other, that end `scale` times as far apart as they began. */
  async pinch(middle: Point, scale: number): Promise<void> {
    const steps = 10;
    const reach = 60;
    const path = Array.from({ length: steps + 1 }, (_, i) => {
      const y = reach * (1 + ((scale - 1) * i) / steps);
      return [
        { x: middle.x, y: middle.y - y },
        { x: middle.x, y: middle.y + y },
      ];
    });
    await this.#draw(path);
  }

  async #draw(path: readonly (readonly Point[])[]): Promise<void> {
    const begun = Date.now() / 1000;
    for (const [i, points] of path.entries()) {
      const type = i === 0 ? 'touchStart' : 'touchMove';
      await this.#send(type, points, begun + i * betweenMovesS);
    }
    await this.#send('touchEnd', [], begun + path.length * betweenMovesS);
  }

  async #send(
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    points: readonly Point[],
    timestamp: number,
  ): Promise<void> {
    const touchPoints = points.map((point, id) => ({ ...point, id }));
    await this.#input.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp });
  }
}

function along(from: Point, step: Point, times: number): Point {
  return { x: from.x + step.x * times, y: from.y + step.y * times };
}
