// Keeps what the form holds under a name of the person's.
import { useSignal } from '@preact/signals';
import type { JobRequest } from '../../server/protocol/job.ts';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { Sheet } from '../look/sheet.tsx';
import { useOutlive } from '../outlive.ts';
import { longestName, withPreset } from '../presets/changes.ts';
import { presetsOf } from '../presets/preset-store.ts';

export function SavePresetSheet({
  job,
  suggested,
  onSaved,
  onClose,
}: {
  job: JobRequest;
  suggested: string;
  onSaved: (name: string) => void;
  onClose: () => void;
}) {
  const { api } = useOutlive();
  const store = presetsOf(api);
  const typed = useSignal(suggested);
  const saving = useSignal(false);
  const failure = useSignal<string | null>(null);
  const name = typed.value.trim();
  const replaces = store.presets.value.some((preset) => preset.name === name);

  async function save(submit: Event) {
    submit.preventDefault();
    if (name === '') {
      failure.value = 'Give it a name.';
      return;
    }
    saving.value = true;
    const saved = await store.change((presets) => withPreset(presets, { name, job }));
    saving.value = false;
    if (!saved.ok) {
      failure.value = saved.message;
      return;
    }
    onSaved(name);
    onClose();
  }

  return (
    <Sheet title="Save as a preset" onClose={onClose}>
      <form class="fields bare" onSubmit={save} noValidate>
        <Field
          label="Call it"
          hint={replaces ? 'Replaces the preset of this name.' : 'On the form it is one tap.'}
          failure={failure.value}
        >
          {(field) => (
            <input
              {...field}
              {...plainTyping}
              class="input"
              maxLength={longestName}
              value={typed}
              onInput={(e) => {
                typed.value = e.currentTarget.value;
              }}
            />
          )}
        </Field>
        <button type="submit" class="button primary" disabled={saving.value}>
          Save
        </button>
      </form>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
