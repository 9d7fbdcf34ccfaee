// Answers on their way, by device: how many there may be, and what one is being sent ends with its right to
// it. Refuses to know what is in them.
import type { Response } from 'express';
import { Failure } from '../../protocol/failure.ts';
import type { Device } from '../access/device.ts';

/** One connection may carry any number of requests at once. */
const maxEachDevice = 64;

export class Answers {
  readonly #open = new Map<string, Set<Response>>();

  /** Throws `too-many-open`. */
  begin({ id, view }: Device, response: Response): void {
    const all = this.#open.get(id) ?? new Set();
    if (all.size >= maxEachDevice) {
      throw new Failure('too-many-open', `${maxEachDevice} requests at once`);
    }
    this.#open.set(id, all.add(response));
    const cut = () => response.destroy();
    const over = view === null ? undefined : setTimeout(cut, view.until - Date.now());
    response.once('close', () => {
      clearTimeout(over);
      all.delete(response);
      if (all.size === 0) this.#open.delete(id);
    });
  }

  cutOff(device: string): void {
    for (const response of this.#open.get(device) ?? []) response.destroy();
  }
}
