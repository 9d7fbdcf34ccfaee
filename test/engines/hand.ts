// A person at a page: finds what is on it by role and name, as assistive technology does, taps,
// types and scrolls, and waits for what the page says.
import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from './engine.ts';

const patienceMs = 20_000;
/** WebDriver's number for the Ctrl key. */
const control = '\ue009';

export type Role =
  | 'button'
  | 'link'
  | 'textbox'
  | 'tab'
  | 'heading'
  | 'log'
  | 'region'
  | 'dialog'
  | 'switch';

interface Found {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const find = `
  const [role, name, scroll] = arguments;
  const selectors = {
    button: 'button', link: 'a[href]', textbox: 'input, textarea', tab: '[role=tab]',
    heading: 'h1, h2', log: '[role=log]', region: 'section[aria-label]', dialog: 'dialog, [role=dialog]',
    switch: '[role=switch]',
  };
  const textOf = (element) => {
    const said = element?.cloneNode(true);
    for (const hidden of said?.querySelectorAll('[aria-hidden=true]') ?? []) hidden.remove();
    return said?.textContent;
  };
  const nameOf = (element) =>
    element.getAttribute('aria-label') ||
    textOf(document.getElementById(element.getAttribute('aria-labelledby') || '')) ||
    textOf(element.labels?.[0]) || textOf(element) || '';
  const named = (element) => {
    const own = nameOf(element).trim().replace(/\\s+/g, ' ');
    return own === name || (role === 'link' && own.startsWith(name));
  };
  const drawn = (element) => element.getClientRects().length > 0;
  const found = [...document.querySelectorAll(selectors[role])].find((one) => drawn(one) && named(one));
  if (!found) return null;
  if (scroll) found.scrollIntoView({ block: 'nearest' });
  const { left, top, width, height } = found.getBoundingClientRect();
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2), text: found.innerText };
`;

export class Hand {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Waits until it is there. */
  async see(role: Role, name: string): Promise<Found> {
    return this.until(`${role} "${name}"`, () =>
      this.#engine.script<Found | null>(find, role, name, true),
    );
  }

  async isThere(role: Role, name: string): Promise<boolean> {
    return (await this.#engine.script(find, role, name, false)) !== null;
  }

  /** Waits until the text of something says what it should. */
  async read(role: Role, name: string, wanted: RegExp): Promise<string> {
    return this.until(`${wanted} in ${role} "${name}"`, async () => {
      const found = await this.#engine.script<Found | null>(find, role, name, false);
      return found !== null && wanted.test(found.text) ? found.text : null;
    });
  }

  async tap(role: Role, name: string): Promise<void> {
    await this.see(role, name);
    // Where it is once the page has come to rest.
    await this.settled();
    const { x, y } = await this.see(role, name);
    await this.#engine.perform([
      {
        type: 'pointer',
        id: 'finger',
        parameters: { pointerType: 'mouse' },
        actions: [
          { type: 'pointerMove', x, y },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      },
    ]);
  }

  async type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#engine.perform([{ type: 'key', id: 'keyboard', actions }]);
  }

  /** In place of what stands in the field. */
  async fill(name: string, text: string): Promise<void> {
    await this.tap('textbox', name);
    const all = [
      { type: 'keyDown', value: control },
      { type: 'keyDown', value: 'a' },
      { type: 'keyUp', value: 'a' },
      { type: 'keyUp', value: control },
    ];
    await this.#engine.perform([{ type: 'key', id: 'keyboard', actions: all }]);
    await this.type(text);
  }

  /** Turns the wheel over something. */
  async scroll(role: Role, name: string, deltaY: number): Promise<void> {
    const { x, y } = await this.see(role, name);
    await this.#engine.perform([
      {
        type: 'wheel',
        id: 'wheel',
        actions: [{ type: 'scroll', x, y, deltaX: 0, deltaY, duration: 100 }],
      },
    ]);
  }

  async until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
    for (const giveUp = Date.now() + patienceMs; ; await wait(50)) {
      const seen = await look();
      if (seen !== null) return seen;
      if (Date.now() > giveUp) throw new Error(`${what} did not come`);
    }
  }

  /** Two frames were drawn. */
  async settled(): Promise<void> {
    await this.#engine.script(
      'window.drawn = 0; requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = 1; }))',
    );
    await this.until('a frame', async () =>
      (await this.#engine.script<number>('return window.drawn')) === 1 ? true : null,
    );
  }
}
