// Which GPUs the job sees: some of them, any that are free, none. Absent on a machine without any.
import type { Gpu } from '../../server/protocol/job-page.ts';
import { Chip, ChipGroup } from '../look/chip-group.tsx';
import { Stepper } from '../look/stepper.tsx';
import { freeInWords, loadInWords } from '../machine/gpu-words.ts';
import type { KnownGpus } from '../machine/gpus.ts';
import type { WordsOf } from './field-words.ts';
import type { GpuChoice, JobForm } from './job-form.ts';

export function GpuField({
  form,
  known: { gpus, problem },
  words,
}: {
  form: JobForm;
  known: KnownGpus;
  words: WordsOf;
}) {
  const choice = form.gpus.value;
  if (gpus.length === 0 && choice.kind === 'all') return null;
  const chosen = choice.kind === 'these' ? choice.indices : [];
  const count = choice.kind === 'any' ? choice.count : 1;
  const choose = (next: GpuChoice) => {
    form.gpus.value = next;
    if (next.kind === 'all' || next.kind === 'any') form.leaveFreeStart();
  };
  const toggle = (index: number) => {
    const next = chosen.includes(index)
      ? chosen.filter((one) => one !== index)
      : [...chosen, index].sort((a, b) => a - b);
    choose(next.length === 0 ? { kind: 'all' } : { kind: 'these', indices: next });
  };
  return (
    <ChipGroup
      label="GPUs"
      {...words('gpus')}
      words={problem ?? choiceWords(choice, gpus)}
      after={
        choice.kind === 'any' &&
        gpus.length > 1 && (
          <Stepper
            words="How many"
            count={count}
            most={gpus.length}
            onChange={(next) => choose({ kind: 'any', count: next })}
          />
        )
      }
    >
      {gpus.map((gpu) => (
        <Chip
          key={gpu.index}
          chosen={chosen.includes(gpu.index)}
          onChoose={() => toggle(gpu.index)}
          note={loadInWords(gpu)}
        >
          {gpu.index} · {freeInWords(gpu)}
        </Chip>
      ))}
      {chosen
        .filter((index) => !gpus.some((gpu) => gpu.index === index))
        .map((index) => (
          <Chip key={index} chosen onChoose={() => toggle(index)} note="not here">
            {index}
          </Chip>
        ))}
      <Chip
        chosen={choice.kind === 'any'}
        onChoose={() => choose(choice.kind === 'any' ? { kind: 'all' } : { kind: 'any', count })}
      >
        any {count} free
      </Chip>
      <Chip
        chosen={choice.kind === 'these' && chosen.length === 0}
        onChoose={() => {
          const hidden = choice.kind === 'these' && chosen.length === 0;
          choose(hidden ? { kind: 'all' } : { kind: 'these', indices: [] });
        }}
      >
        none
      </Chip>
    </ChipGroup>
  );
}

function choiceWords(choice: GpuChoice, gpus: readonly Gpu[]): string {
  if (choice.kind === 'any') return 'It waits until so many are free, and keeps them to its end.';
  if (choice.kind === 'all') return `It sees all of them. ${modelsInWords(gpus)}`;
  if (choice.indices.length === 0) return 'It sees none of them.';
  const chosen = gpus.filter(({ index }) => choice.indices.includes(index));
  return `It sees ${choice.indices.length === 1 ? 'this one' : 'these'} alone. ${modelsInWords(chosen)}`;
}

function modelsInWords(gpus: readonly Gpu[]): string {
  const models = [...new Set(gpus.map(({ name }) => name))];
  return models.length === 0 ? '' : `${models.join(', ')}.`;
}
