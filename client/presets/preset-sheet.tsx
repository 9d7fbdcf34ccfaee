// One preset: its name, its place in the order, its end.
import { useSignal } from '@preact/signals';
import type { Preset } from '../../server/protocol/job.ts';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { Sheet } from '../look/sheet.tsx';
import { longestName, moved, renamed } from './changes.ts';

/** Null once it is kept, else why not. */
type Change = (next: (presets: readonly Preset[]) => readonly Preset[]) => Promise<string | null>;

export function PresetSheet({
  preset,
  onChange,
  onRemove,
  onClose,
}: {
  preset: Preset;
  onChange: Change;
  onRemove: () => Promise<string | null>;
  onClose: () => void;
}) {
  const typed = useSignal(preset.name);
  const going = useSignal(false);
  const failure = useSignal<string | null>(null);
  const then = async (work: Promise<string | null>) => {
    going.value = true;
    failure.value = await work;
    going.value = false;
    if (failure.value === null) onClose();
  };
  function rename(submit: Event) {
    submit.preventDefault();
    const name = typed.value.trim();
    if (name === '') {
      failure.value = 'Give it a name.';
      return;
    }
    void then(onChange((now) => renamed(now, preset.name, name)));
  }
  return (
    <Sheet title={preset.name} onClose={onClose}>
      <form class="preset-form" onSubmit={rename} noValidate>
        <Field label="Call it" failure={failure.value}>
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
        <button type="submit" class="button primary" disabled={going.value}>
          Rename
        </button>
      </form>
      <div class="preset-buttons">
        <button
          type="button"
          class="button slim"
          disabled={going.value}
          onClick={() => void then(onChange((now) => moved(now, preset.name, -now.length)))}
        >
          To the top
        </button>
        <button
          type="button"
          class="button slim"
          disabled={going.value}
          onClick={() => void then(onChange((now) => moved(now, preset.name, 1)))}
        >
          Move down
        </button>
      </div>
      <button
        type="button"
        class="button danger"
        disabled={going.value}
        onClick={() => void then(onRemove())}
      >
        Remove this preset
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
