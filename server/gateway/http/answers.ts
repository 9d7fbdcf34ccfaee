// Long answers on their way, by device: what one is being sent ends with its right to it. Refuses to know
// what is in them.
import type { Response } from 'express';
import type { Device } from '../access/device.ts';

export class Answers {
  readonly #open = new Map<string, Set<Response>>();

  begin({ id, view }: Device, response: Response): void {
    const all = this.#open.get(id) ?? new Set();
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
