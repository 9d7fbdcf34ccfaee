// The session's name: suggested until somebody types another one.
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import type { WordsOf } from './field-words.ts';
import type { JobForm } from './job-form.ts';
import { nameHint } from './suggested-name.ts';

export function NameField({ form, words }: { form: JobForm; words: WordsOf }) {
  const name = form.name.value;
  const sweep = form.jobs.value.length > 1;
  const [placeholder] = form.placeholders.value;
  const hint =
    sweep && placeholder !== undefined
      ? `Counted up, one a job; {${placeholder}} puts its value here.`
      : nameHint(name, form.typedName.value === null);
  return (
    <Field label="Name" {...words('name')} hint={hint}>
      {(field) => (
        <input
          {...field}
          {...plainTyping}
          class="input mono"
          enterkeyhint="next"
          value={name}
          onInput={(e) => {
            form.typedName.value = e.currentTarget.value;
          }}
        />
      )}
    </Field>
  );
}
