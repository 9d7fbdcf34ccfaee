// Who was told of which alert, as it stands in the records.

import type { Sending } from './record.ts';
import type { Records } from './records.ts';

export interface Way {
  readonly channel: Sending['channel'];
  /** A device's id, a webhook's name or a program's path. */
  readonly to: string;
}

export type Change = Partial<Pick<Sending, 'state' | 'why' | 'tries'>>;

export const shownWords = 'It was shown on a page of the device.';

const isOn = ({ channel, to }: Way, sending: Sending) =>
  sending.channel === channel && sending.to === to;

export class Ledger {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  of(id: string, way: Way): Sending | null {
    return this.#all(id).find((sending) => isOn(way, sending)) ?? null;
  }

  /** Resolves when it is on disk. */
  async set(id: string, way: Way, change: Change, now: number): Promise<void> {
    const at = new Date(now).toISOString();
    const changed = this.#all(id).map((one) => (isOn(way, one) ? { ...one, ...change, at } : one));
    await this.#records.mark(id, changed);
  }

  /** What came of an alert's pushes: none was accepted once each has been tried. */
  pushesOf(id: string): 'accepted' | 'open' | 'none' {
    const pushes = this.#all(id).filter(({ channel }) => channel === 'push');
    const isTold = ({ state, why }: Sending) =>
      state === 'sent' || state === 'held' || why === shownWords;
    if (pushes.some(isTold)) return 'accepted';
    return pushes.some(({ state, tries }) => state === 'waiting' && tries === 0) ? 'open' : 'none';
  }

  /** When something was sent there, in ms since 1970, oldest first: several that were sent as one have one time. */
  sentTimes(way: Way): number[] {
    const sent = this.#records
      .list()
      .flatMap(({ sendings }) => sendings ?? [])
      .filter((sending) => isOn(way, sending) && sending.state === 'sent');
    return [...new Set(sent.map(({ at }) => Date.parse(at)))].sort((a, b) => a - b);
  }

  #all(id: string): readonly Sending[] {
    return this.#records.get(id)?.sendings ?? [];
  }
}
