// Who looks at what just now: pages say which session they show, and confirm what they have shown of it. What is
// not known for sure counts as nobody looking.
import type { Alert } from '../../protocol/alerts.ts';
import type { Device } from '../access/device.ts';

/** One open page. */
export interface AlertPage {
  readonly device: Device;
  readonly tell: (alert: Alert) => void;
  readonly tellUnseen: (count: number) => void;
}

/** Pages say it every 10 s. */
const freshMs = 15_000;
const confirmWithinMs = 10_000;

interface Look {
  readonly session: string;
  readonly at: number;
}

export class Presence {
  readonly #mono: () => number;
  /** What each page shows; null where that is no session, or the page is out of sight. */
  readonly #pages = new Map<AlertPage, Look | null>();
  /** Who waits for a device's word that it has shown an alert. */
  readonly #unconfirmed = new Map<string, () => void>();

  constructor(mono: () => number = () => performance.now()) {
    this.#mono = mono;
  }

  /** Returns what is to be called when it is gone. */
  arrive(page: AlertPage): () => void {
    this.#pages.set(page, null);
    return () => this.#pages.delete(page);
  }

  looks(page: AlertPage, session: string | null): void {
    if (!this.#pages.has(page)) return;
    this.#pages.set(page, session === null ? null : { session, at: this.#mono() });
  }

  shown({ device }: AlertPage, id: string): void {
    this.#unconfirmed.get(`${device.id} ${id}`)?.();
  }

  /** Pages of those who may know of it. */
  pages(mayHear: (device: Device) => boolean): AlertPage[] {
    return [...this.#pages.keys()].filter(({ device }) => mayHear(device));
  }

  /**
   * Whether the device says, soon, that it has shown this alert. Null when it shows no page of the session,
   * or has not said so lately. To be asked before its pages are told.
   */
  confirms(device: string, { id, session }: Alert): Promise<boolean> | null {
    const now = this.#mono();
    const looks = [...this.#pages].some(
      ([page, look]) =>
        page.device.id === device &&
        look !== null &&
        look.session === session &&
        now - look.at < freshMs,
    );
    if (!looks) return null;
    const key = `${device} ${id}`;
    return new Promise((resolve) => {
      const settle = (isShown: boolean) => {
        clearTimeout(timer);
        this.#unconfirmed.delete(key);
        resolve(isShown);
      };
      const timer = setTimeout(() => settle(false), confirmWithinMs).unref();
      this.#unconfirmed.set(key, () => settle(true));
    });
  }
}
