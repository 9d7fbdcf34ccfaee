// Adds presets from a file, or from text that was copied from one. Whole, or not at all.
import { useSignal } from '@preact/signals';
import type { Preset } from '../../server/protocol/job.ts';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { Sheet } from '../look/sheet.tsx';
import { merged } from './changes.ts';
import { readPresetFile } from './preset-file.ts';

export function ImportSheet({
  onImport,
  onClose,
}: {
  /** Null once they are kept, else why not. */
  onImport: (next: (presets: readonly Preset[]) => readonly Preset[]) => Promise<string | null>;
  onClose: () => void;
}) {
  const pasted = useSignal('');
  const going = useSignal(false);
  const failure = useSignal<string | null>(null);

  async function add(text: string) {
    const read = readPresetFile(text);
    if (!read.ok) {
      failure.value = read.message;
      return;
    }
    going.value = true;
    failure.value = await onImport((presets) => merged(presets, read.presets));
    going.value = false;
    if (failure.value === null) onClose();
  }

  async function addFile(file: File | undefined) {
    failure.value = null;
    if (file === undefined) return;
    const text = await file.text().catch(() => null);
    if (text === null) failure.value = 'The file could not be read.';
    else await add(text);
  }

  return (
    <Sheet title="Import presets" onClose={onClose}>
      <p>They are added to those you have. Look at what they run before you start them.</p>
      <label class="button file-button">
        {going.value ? 'Adding…' : 'Choose a file'}
        <input
          type="file"
          accept=".json,application/json"
          disabled={going.value}
          onChange={(e) => void addFile(e.currentTarget.files?.[0])}
        />
      </label>
      <Field label="Or paste its text" failure={failure.value}>
        {(field) => (
          <textarea
            {...field}
            {...plainTyping}
            class="input mono"
            rows={3}
            value={pasted}
            onInput={(e) => {
              pasted.value = e.currentTarget.value;
            }}
          />
        )}
      </Field>
      <button
        type="button"
        class="button primary"
        disabled={going.value || pasted.value.trim() === ''}
        onClick={() => void add(pasted.value)}
      >
        Add pasted presets
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
