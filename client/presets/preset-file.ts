// Presets as a file: what is written, and what is read from one that somebody chose.
import { type Preset, type PresetFile, parsePresets } from '../../server/protocol/job.ts';

const mostBytes = 1024 * 1024;

export function fileOf(presets: readonly Preset[]): Blob {
  const file: PresetFile = { outlive: 'presets', revision: 0, presets };
  return new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' });
}

export type ReadFile =
  | { readonly ok: true; readonly presets: readonly Preset[] }
  | { readonly ok: false; readonly message: string };

export function readPresetFile(text: string): ReadFile {
  if (text.length > mostBytes) return { ok: false, message: 'That is too large for presets.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: 'That is no file of presets: it is not JSON.' };
  }
  const parsed = parsePresets(value);
  return parsed.ok ? { ok: true, presets: parsed.value.presets } : parsed;
}
