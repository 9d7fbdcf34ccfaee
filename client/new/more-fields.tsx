// What is seldom needed: more variables, a shell that stays. Folded away until it is.
import { useSignal } from '@preact/signals';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { Switch } from '../look/switch.tsx';
import type { WordsOf } from './field-words.ts';
import type { JobForm } from './job-form.ts';
import { variablesIn } from './variables.ts';

export function MoreFields({ form, words }: { form: JobForm; words: WordsOf }) {
  const opened = useSignal(false);
  const told = words('env');
  const filled = form.variables.value !== '' || form.keepShell.value;
  if (!opened.value && !filled && told.failure === null) {
    return (
      <button
        type="button"
        class="button slim"
        aria-expanded={false}
        onClick={() => {
          opened.value = true;
        }}
      >
        More…
      </button>
    );
  }
  const { problem } = variablesIn(form.variables.value);
  return (
    <>
      <Field
        label="Variables"
        hint="NAME=value, one a line."
        failure={told.failure}
        problem={problem === null ? told.problem : { kind: 'error', message: problem }}
      >
        {(field) => (
          <textarea
            {...field}
            {...plainTyping}
            class="input mono"
            rows={2}
            value={form.variables}
            onInput={(e) => {
              form.variables.value = e.currentTarget.value;
            }}
          />
        )}
      </Field>
      <Switch
        label="Keep a shell open afterwards"
        on={form.keepShell.value}
        onChange={(on) => {
          form.keepShell.value = on;
        }}
      />
    </>
  );
}
