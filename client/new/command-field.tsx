// The command, and a field for each value that it asks for.
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AsciiOffer } from '../look/ascii-offer.tsx';
import { Chip, ChipGroup } from '../look/chip-group.tsx';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import type { WordsOf } from './field-words.ts';
import type { JobForm } from './job-form.ts';
import type { Queue } from './start-jobs.ts';
import { rememberedValue } from './values/remembered.ts';

export function CommandField({ form, words }: { form: JobForm; words: WordsOf }) {
  return (
    <Field label="Command" {...words('command')} hint="Leave it empty for a shell.">
      {(field) => (
        <>
          <textarea
            {...field}
            {...plainTyping}
            class="input mono"
            rows={2}
            value={form.command}
            onInput={(e) => {
              form.command.value = e.currentTarget.value;
            }}
          />
          <AsciiOffer
            text={form.command.value}
            onTake={(plain) => {
              form.command.value = plain;
            }}
          />
        </>
      )}
    </Field>
  );
}

/** Each offers what was given last. */
export function ValueFields({ form, words }: { form: JobForm; words: WordsOf }) {
  const names = form.placeholders.value;
  const firstEmpty = names.find((name) => (form.values.value[name] ?? '').trim() === '');
  useEffect(() => {
    const missing = names.filter((name) => form.values.value[name] === undefined);
    if (missing.length === 0) return;
    const last = missing.map((name) => [name, rememberedValue(name)] as const);
    form.values.value = { ...form.values.value, ...Object.fromEntries(last) };
  }, [form, names]);
  return (
    <>
      {names.map((name, i) => (
        <Field
          key={name}
          label={`{${name}}`}
          failure={name === firstEmpty ? words('values').failure : null}
          hint={i === names.length - 1 ? 'A comma starts one job a value: 0.1, 0.01' : null}
        >
          {(field) => (
            <input
              {...field}
              {...plainTyping}
              class="input mono"
              enterkeyhint="next"
              placeholder="as it stands"
              value={form.values.value[name] ?? ''}
              onInput={(e) => {
                form.values.value = { ...form.values.value, [name]: e.currentTarget.value };
              }}
            />
          )}
        </Field>
      ))}
    </>
  );
}

const queues: readonly { queue: Queue; words: string; effect: string }[] = [
  {
    queue: 'in-turn',
    words: 'one after the other',
    effect: 'The next begins when one has ended, however it did.',
  },
  { queue: 'by-gpus', words: 'as GPUs get free', effect: 'Each takes the next GPU that is free.' },
  { queue: 'at-once', words: 'all at once', effect: 'They share what the machine has.' },
];

export function SweepField({
  queue,
  count,
  names,
  hasGpus,
}: {
  queue: Signal<Queue>;
  count: number;
  names: string;
  hasGpus: boolean;
}) {
  const chosen = queues.find((one) => one.queue === queue.value);
  return (
    <ChipGroup label={`${count} jobs: ${names}`} words={chosen?.effect}>
      {queues
        .filter((one) => hasGpus || one.queue !== 'by-gpus')
        .map((one) => (
          <Chip
            key={one.queue}
            chosen={queue.value === one.queue}
            onChoose={() => {
              queue.value = one.queue;
            }}
          >
            {one.words}
          </Chip>
        ))}
    </ChipGroup>
  );
}
