// When the job starts: now, after another session, or when GPUs are free.
import { useSignal } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { Chip, ChipGroup } from '../look/chip-group.tsx';
import { Switch } from '../look/switch.tsx';
import type { WordsOf } from './field-words.ts';
import type { JobForm, StartChoice } from './job-form.ts';

/** More sessions than these to wait for are behind a chip of their own. */
const shownAtFirst = 4;

export function StartField({
  form,
  words,
  sessions,
  hasGpus,
}: {
  form: JobForm;
  words: WordsOf;
  sessions: readonly SessionSummary[];
  hasGpus: boolean;
}) {
  const all = useSignal(false);
  const start = form.start.value;
  const gpus = form.gpus.value;
  const going = sessions.filter(({ state }) => state !== 'ended').sort(latestFirst);
  const after = start.kind === 'after' ? start.session : null;
  const isAfter = ({ name, id }: SessionSummary) => after === name || after === id;
  const shown = all.value ? going : going.filter((one, i) => i < shownAtFirst || isAfter(one));
  const choose = (next: StartChoice) => {
    form.start.value = next;
  };
  if (going.length === 0 && !hasGpus && after === null) return null;
  const waitsForGpus = gpus.kind === 'any' || start.kind === 'free';
  return (
    <ChipGroup
      label="Start"
      {...words('startWhen')}
      words={startWords(start, gpus.kind === 'any')}
      after={
        start.kind === 'after' && (
          <Switch
            label="Even if it fails"
            on={start.anyway}
            onChange={(anyway) => choose({ ...start, anyway })}
          />
        )
      }
    >
      <Chip
        chosen={start.kind === 'now' && !waitsForGpus}
        onChoose={() => {
          choose({ kind: 'now' });
          if (gpus.kind === 'any') form.gpus.value = { kind: 'all' };
        }}
      >
        now
      </Chip>
      {hasGpus && (
        <Chip
          chosen={waitsForGpus}
          onChoose={() => {
            const these = gpus.kind === 'these' && gpus.indices.length > 0;
            if (!these) form.gpus.value = gpus.kind === 'any' ? gpus : { kind: 'any', count: 1 };
            if (these || start.kind !== 'after') choose({ kind: these ? 'free' : 'now' });
          }}
        >
          {freeWords(form)}
        </Chip>
      )}
      {shown.map((session) => (
        <Chip
          key={session.id}
          chosen={isAfter(session)}
          onChoose={() =>
            choose(
              isAfter(session)
                ? { kind: 'now' }
                : { kind: 'after', session: session.name, anyway: false },
            )
          }
        >
          after {session.name}
        </Chip>
      ))}
      {after !== null && !going.some(isAfter) && (
        <Chip chosen onChoose={() => choose({ kind: 'now' })}>
          after {after}
        </Chip>
      )}
      {going.length > shown.length && (
        <button
          type="button"
          class="chip quiet"
          onClick={() => {
            all.value = true;
          }}
        >
          after another…
        </button>
      )}
    </ChipGroup>
  );
}

function freeWords(form: JobForm): string {
  const gpus = form.gpus.value;
  if (gpus.kind === 'these' && gpus.indices.length > 0) {
    return gpus.indices.length === 1 ? 'when it is free' : 'when they are free';
  }
  const count = gpus.kind === 'any' ? gpus.count : 1;
  return count === 1 ? 'when a GPU is free' : `when ${count} GPUs are free`;
}

function startWords(start: StartChoice, anyGpu: boolean): string | null {
  if (start.kind !== 'after') return null;
  const condition = start.anyway ? 'once it has ended' : 'once it has ended with exit 0';
  return `Begins ${condition}${anyGpu ? ', and GPUs are free' : ''}.`;
}

function latestFirst(a: SessionSummary, b: SessionSummary): number {
  return a.created < b.created ? 1 : -1;
}
