// The presets, the same on every device: the last known ones at once, the gateway's as soon as they
// come. A change is made to the gateway's newest, so that no phone undoes another's.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Preset, PresetFile } from '../../server/protocol/job.ts';
import type { Api, Outcome } from '../connection/api.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';
import { parsePresetFile } from '../machine/answers.ts';

type Change = (presets: readonly Preset[]) => readonly Preset[];

const path = '/api/presets';
const tries = 3;

export class PresetStore {
  readonly presets: ReadonlySignal<readonly Preset[]>;
  readonly #presets = signal<readonly Preset[]>([]);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    this.presets = this.#presets;
    this.#presets.value = parsePresetFile(readStored(storedKeys.presets))?.presets ?? [];
  }

  async load(): Promise<Outcome<PresetFile>> {
    const loaded = await this.#api.get(path, parsePresetFile);
    if (loaded.ok) this.#take(loaded.value);
    return loaded;
  }

  async change(change: Change): Promise<Outcome<PresetFile>> {
    for (let tried = 1; ; tried++) {
      const now = await this.load();
      if (!now.ok) return now;
      const body = { ...now.value, presets: change(now.value.presets) };
      const saved = await this.#api.send({ method: 'PUT', path, body }, parsePresetFile);
      if (saved.ok) this.#take(saved.value);
      if (saved.ok || saved.code !== 'presets-changed' || tried === tries) return saved;
    }
  }

  #take(file: PresetFile): void {
    this.#presets.value = file.presets;
    writeStored(storedKeys.presets, file);
  }
}

const shared = new WeakMap<Api, PresetStore>();

/** One for the form and the settings. */
export function presetsOf(api: Api): PresetStore {
  const known = shared.get(api) ?? new PresetStore(api);
  shared.set(api, known);
  return known;
}
