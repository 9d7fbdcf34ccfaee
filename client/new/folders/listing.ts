// One folder as the picker shows it: its folders as far as they have come. An answer about another
// folder than the one that is looked at is not taken.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FoldersAnswer } from '../../../server/protocol/job-page.ts';
import type { Api } from '../../connection/api.ts';
import { parseFolders } from '../../machine/answers.ts';

export interface Listing {
  /** What was asked for; the answer's is absolute. */
  readonly path: string;
  readonly hidden: boolean;
  readonly answer: FoldersAnswer | null;
  readonly failure: string | null;
  readonly loading: boolean;
}

export class Listings {
  readonly shown: ReadonlySignal<Listing>;
  readonly #shown: ReturnType<typeof signal<Listing>>;
  readonly #api: Api;
  #asked = 0;

  constructor(api: Api, path: string) {
    this.#api = api;
    this.#shown = signal<Listing>(empty(path, false));
    this.shown = this.#shown as ReadonlySignal<Listing>;
    void this.open(path);
  }

  get #now(): Listing {
    return this.#shown.value as Listing;
  }

  /** The last answer stays until the next one is there: nothing jumps under the thumb. */
  async open(path: string, hidden = this.#now.hidden): Promise<void> {
    this.#shown.value = { ...this.#now, path, hidden, failure: null, loading: true };
    await this.#ask(null);
  }

  async more(): Promise<void> {
    const { answer, loading } = this.#now;
    if (loading || !answer?.next) return;
    this.#shown.value = { ...this.#now, loading: true };
    await this.#ask(answer);
  }

  async #ask(before: FoldersAnswer | null): Promise<void> {
    const number = ++this.#asked;
    const { path, hidden } = this.#now;
    const query = new URLSearchParams({ path, ...(hidden && { hidden: '1' }) });
    if (before?.next) query.set('after', before.next);
    const told = await this.#api.get(`/api/folders?${query}`, parseFolders);
    if (number !== this.#asked) return;
    if (!told.ok) {
      this.#shown.value = { ...this.#now, failure: told.message, loading: false };
      return;
    }
    const folders = [...(before?.folders ?? []), ...told.value.folders];
    const answer = { ...told.value, folders };
    this.#shown.value = { ...this.#now, answer, failure: null, loading: false };
  }
}

function empty(path: string, hidden: boolean): Listing {
  return { path, hidden, answer: null, failure: null, loading: true };
}
