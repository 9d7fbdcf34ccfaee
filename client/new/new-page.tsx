// The form that starts a session, made to be filled in with one thumb. Draws the fields and hands what
// they hold on; a command, a folder and "Start" are enough, whatever else answers or does not.
import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { JobRequest } from '../../server/protocol/job.ts';
import { LinkNotice } from '../connection/link-notice.tsx';
import { lazyPage } from '../lazy-page.tsx';
import { BackLink } from '../look/back-link.tsx';
import { fieldTone } from '../look/field.tsx';
import { PageTitle } from '../look/page-title.tsx';
import { gpusOf } from '../machine/gpus.ts';
import { useOutlive } from '../outlive.ts';
import { CommandField, SweepField, ValueFields } from './command-field.tsx';
import { DirectoryField } from './directory-field.tsx';
import { enterGoesOn } from './enter-goes-on.ts';
import { EnvironmentField } from './environment-field.tsx';
import { wordsOf } from './field-words.ts';
import { GpuField } from './gpu-field.tsx';
import { JobForm } from './job-form.ts';
import { useLookAhead } from './look-ahead.ts';
import { MoreFields } from './more-fields.tsx';
import { NameField } from './name-field.tsx';
import { PresetsStrip } from './presets-strip.tsx';
import { useRecents } from './recents.ts';
import { prefill } from './run-again.ts';
import { StartField } from './start-field.tsx';
import type { Queue } from './start-jobs.ts';
import { freeName } from './suggested-name.ts';
import { jobsOf, namesInWords } from './sweep.ts';
import { useStart } from './use-start.ts';
import './new.css';

const PreviewSheet = lazyPage(() => import('./preview-sheet.tsx').then((m) => m.PreviewSheet));
const SavePresetSheet = lazyPage(() =>
  import('./save-preset-sheet.tsx').then((m) => m.SavePresetSheet),
);

/** `again`: the id of the session whose job to start with. `command`: a text to start with instead. */
export function NewPage({ again, command }: { again: string | null; command: string | null }) {
  const outlive = useOutlive();
  const { api, list } = outlive;
  const sessions = list.known.value.sessions;
  const [form] = useState(() => {
    const made = new JobForm(() => list.known.value.sessions);
    if (command !== null) made.command.value = command.trim();
    return made;
  });
  const gpus = gpusOf(api);
  const queue = useSignal<Queue>('in-turn');
  const preset = useSignal<string | null>(null);
  const asking = useSignal<'preview' | 'save' | null>(null);
  const recents = useRecents();
  const jobs = jobsOf(form, queue.value, sessions);
  const ahead = useLookAhead(jobs[0] ?? {});
  const {
    failure,
    going,
    start,
    words: startWords,
  } = useStart({ form, jobs, queue: queue.value, fromPreset: preset.value !== null });
  const words = wordsOf(failure, ahead.answer);
  const hasGpus = gpus.known.value.gpus.length > 0;

  useEffect(() => {
    void list.load();
    void prefill(outlive, again, form);
    return gpus.watch();
  }, [outlive, list, gpus, again, form]);

  function fill(job: JobRequest, from: string | null) {
    form.fill(job);
    if (job.name) form.typedName.value = freeName(job.name, list.known.value.sessions);
    preset.value = from;
  }

  const close = () => {
    asking.value = null;
  };
  const formWords = words('form');
  return (
    <main class="page new-page">
      <header class="bar">
        <BackLink />
        <PageTitle title="New session · Outlive">New session</PageTitle>
      </header>
      <LinkNotice />
      <form class="form" onSubmit={start} onKeyDown={enterGoesOn} noValidate>
        <div class="fields">
          <PresetsStrip recents={recents} chosen={preset.value} onChoose={fill} />
          <CommandField form={form} words={words} />
          <ValueFields form={form} words={words} />
          {jobs.length > 1 && (
            <SweepField
              queue={queue}
              count={jobs.length}
              names={namesInWords(jobs.map(({ name }) => name ?? ''))}
              hasGpus={hasGpus}
            />
          )}
          <NameField form={form} words={words} />
          <DirectoryField form={form} recent={recents.folders} words={words} />
          <EnvironmentField form={form} words={words} ahead={ahead} />
          <GpuField form={form} known={gpus.known.value} words={words} />
          <StartField form={form} words={words} sessions={sessions} hasGpus={hasGpus} />
          <MoreFields form={form} words={words} />
          {form.command.value.trim() !== '' && (
            <button
              type="button"
              class="button slim"
              aria-haspopup="dialog"
              onClick={() => {
                asking.value = 'save';
              }}
            >
              Save as a preset…
            </button>
          )}
        </div>
        <div class="dock">
          {(formWords.failure ?? formWords.problem) && (
            <p class={`${fieldTone(formWords.failure, formWords.problem)} dock-words`} role="alert">
              {formWords.failure ?? formWords.problem?.message}
            </p>
          )}
          <button
            type="button"
            class="button"
            aria-haspopup="dialog"
            onClick={() => {
              asking.value = 'preview';
            }}
          >
            Preview
          </button>
          <button class="button primary grow" type="submit" disabled={going}>
            {startWords}
          </button>
        </div>
      </form>
      {asking.value === 'preview' && <PreviewSheet jobs={jobs} onClose={close} />}
      {asking.value === 'save' && (
        <SavePresetSheet
          job={form.preset()}
          suggested={preset.value ?? form.name.value}
          onSaved={(name: string) => {
            preset.value = name;
          }}
          onClose={close}
        />
      )}
    </main>
  );
}
