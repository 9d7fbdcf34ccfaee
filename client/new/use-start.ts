// What a tap on "Start" does: starts the jobs, remembers what they were, and leads to where they run.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { JobRequest } from '../../server/protocol/job.ts';
import { useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';
import { type FormFailure, failureIn } from './form-failure.ts';
import type { JobForm } from './job-form.ts';
import { rememberDirectory } from './recent-directories.ts';
import { type Launch, launchOf, type Queue, startJobs } from './start-jobs.ts';
import { mostJobs } from './sweep.ts';
import { rememberValues } from './values/remembered.ts';
import { variablesIn } from './variables.ts';

export function useStart({
  form,
  jobs,
  queue,
  fromPreset,
}: {
  form: JobForm;
  jobs: readonly JobRequest[];
  queue: Queue;
  /** Its placeholders were meant to get values. */
  fromPreset: boolean;
}) {
  const { api, list, router } = useOutlive();
  const failure = useSignal<FormFailure | null>(null);
  const going = useSignal(false);
  /** What a break left unfinished; another form begins anew. */
  const launch = useSignal<{ readonly of: string; readonly launch: Launch } | null>(null);
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  /** Names are left out: those of a sweep that has begun are taken, and count up. */
  const asked = JSON.stringify([
    queue,
    jobs.map(({ name: _, ...job }) => job),
    form.typedName.value,
  ]);
  const unfinished = launch.value?.of === asked ? launch.value.launch : null;

  async function start(submit: Event) {
    submit.preventDefault();
    if (going.value) return;
    const toldOfValues = failure.value?.field === 'values';
    failure.value = mistakeIn(form, jobs);
    if (failure.value === null && fromPreset && !toldOfValues) failure.value = missingIn(form);
    if (failure.value !== null) return;
    going.value = true;
    const begun = unfinished ?? launchOf(jobs, queue);
    launch.value = { of: asked, launch: begun };
    const refusal = await startJobs(begun, {
      api,
      known: () => list.known.value.sessions,
      told: (now) => {
        launch.value = { of: asked, launch: now };
        const latest = now.started.at(-1);
        if (latest !== undefined) list.upsert(latest);
      },
    });
    going.value = false;
    if (refusal !== null) {
      failure.value = failureIn(refusal);
      return;
    }
    rememberDirectory(form.cwd.value.trim() || '~');
    rememberValues(form.values.value);
    const started = launch.value.launch.started;
    const [only] = started;
    // Whoever has gone elsewhere meanwhile is left there.
    if (left.current || only === undefined) return;
    if (started.length === 1) router.go(sessionPath(only.name), { replace: true });
    else router.leave();
  }

  return {
    failure: failure.value,
    going: going.value,
    start,
    words: startWords({
      count: jobs.length,
      going: going.value,
      launch: launch.value?.launch,
      unfinished,
    }),
  };
}

function startWords({
  count,
  going,
  launch,
  unfinished,
}: {
  count: number;
  going: boolean;
  launch: Launch | undefined;
  unfinished: Launch | null;
}): string {
  if (going && launch !== undefined && launch.jobs.length > 1) {
    return `Starting ${launch.started.length + 1} of ${launch.jobs.length}…`;
  }
  if (going) return 'Starting…';
  const done = unfinished?.started.length ?? 0;
  if (done > 0) return `Start the other ${count - done}`;
  return count > 1 ? `Start ${count}` : 'Start';
}

/** What can be told without asking anybody. */
function mistakeIn(form: JobForm, jobs: readonly JobRequest[]): FormFailure | null {
  const { problem } = variablesIn(form.variables.value);
  if (problem !== null) return { field: 'env', message: problem };
  if (jobs.length > mostJobs) {
    const message = `That comes to ${jobs.length} jobs. Give fewer values: at most ${mostJobs} jobs.`;
    return { field: 'form', message };
  }
  return null;
}

/** Said once: there are braces that are meant as they stand. */
function missingIn({ placeholders, values }: JobForm): FormFailure | null {
  const [name] = placeholders.value.filter((one) => (values.value[one] ?? '').trim() === '');
  if (name === undefined) return null;
  const message = `Give {${name}} a value. If it is meant as it stands, tap “Start” again.`;
  return { field: 'values', message };
}
