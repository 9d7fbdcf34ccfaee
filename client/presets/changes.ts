// What can be done to a list of presets. Names are unique; the order is the person's.
import type { Preset } from '../../server/protocol/job.ts';

export const longestName = 60;

/** In the place of the one of its name, else at the end. */
export function withPreset(presets: readonly Preset[], preset: Preset): readonly Preset[] {
  return presets.some(({ name }) => name === preset.name)
    ? presets.map((one) => (one.name === preset.name ? preset : one))
    : [...presets, preset];
}

export function withoutPreset(presets: readonly Preset[], name: string): readonly Preset[] {
  return presets.filter((preset) => preset.name !== name);
}

/** One that has the new name already is replaced. */
export function renamed(presets: readonly Preset[], from: string, to: string): readonly Preset[] {
  const others = from === to ? presets : withoutPreset(presets, to);
  return others.map((preset) => (preset.name === from ? { ...preset, name: to } : preset));
}

/** By so many places; as far as it goes. */
export function moved(presets: readonly Preset[], name: string, by: number): readonly Preset[] {
  const from = presets.findIndex((preset) => preset.name === name);
  const preset = presets[from];
  if (preset === undefined) return presets;
  const others = withoutPreset(presets, name);
  const to = Math.max(0, Math.min(others.length, from + by));
  return [...others.slice(0, to), preset, ...others.slice(to)];
}

/** Adds those of a file. One that is there under the same name but asks for something else gets a number. */
export function merged(presets: readonly Preset[], added: readonly Preset[]): readonly Preset[] {
  const made = [...presets];
  for (const preset of added) {
    const same = made.find(({ name }) => name === preset.name);
    if (same === undefined) made.push(preset);
    else if (JSON.stringify(same.job) !== JSON.stringify(preset.job)) {
      made.push({ ...preset, name: freeName(made, preset.name) });
    }
  }
  return made;
}

function freeName(presets: readonly Preset[], name: string): string {
  for (let n = 2; ; n++) {
    const suffix = ` (${n})`;
    const free = name.slice(0, longestName - suffix.length) + suffix;
    if (!presets.some((preset) => preset.name === free)) return free;
  }
}
