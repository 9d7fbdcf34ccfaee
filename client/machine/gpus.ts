// The GPUs as this page knows them: the last known ones at once, the gateway's asked for every few
// seconds while somebody looks. Utilization is nothing a system tells by itself.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Gpu } from '../../server/protocol/job-page.ts';
import type { Api } from '../connection/api.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';
import { parseGpus } from './gpu-answers.ts';

export interface KnownGpus {
  readonly gpus: readonly Gpu[];
  readonly problem: string | null;
  /** True until the gateway has answered: how busy they are is from an earlier visit. */
  readonly stale: boolean;
}

const lookEveryMs = 5000;

/** One for all who look: they share what is known and what is under way. */
export class Gpus {
  readonly known: ReadonlySignal<KnownGpus>;
  readonly #known = signal<KnownGpus>(remembered());
  readonly #api: Api;
  #watchers = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api) {
    this.#api = api;
    this.known = this.#known;
  }

  /** Looks until the returned function is called. */
  watch(): () => void {
    if (this.#watchers++ === 0) void this.#look();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      if (--this.#watchers === 0) clearTimeout(this.#timer);
    };
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    if (document.visibilityState === 'visible') {
      const answer = await this.#api.get('/api/gpus', parseGpus);
      if (answer.ok) {
        this.#known.value = { ...answer.value, stale: false };
        writeStored(storedKeys.gpus, answer.value.gpus.length > 0 ? answer.value : null);
        // A machine has no GPUs for longer than a page is open.
        if (answer.value.gpus.length === 0 && answer.value.problem === null) return;
      }
    }
    if (this.#watchers > 0) this.#timer = setTimeout(() => void this.#look(), lookEveryMs);
  }
}

const shared = new WeakMap<Api, Gpus>();

export function gpusOf(api: Api): Gpus {
  const known = shared.get(api) ?? new Gpus(api);
  shared.set(api, known);
  return known;
}

function remembered(): KnownGpus {
  const stored = parseGpus(readStored(storedKeys.gpus));
  return { gpus: stored?.gpus ?? [], problem: null, stale: true };
}
