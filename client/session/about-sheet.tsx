// What a session is, besides its output: its command, where and when it ran, the script it was started
// with. The way to run it again while it still runs.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobAnswer } from '../../server/protocol/job-page.ts';
import { type SessionSummary, stateInWords } from '../../server/protocol/session.ts';
import type { Outcome } from '../connection/api.ts';
import '../look/script.css';
import { Sheet } from '../look/sheet.tsx';
import { lastedMs } from '../look/state.ts';
import { durationInWords } from '../look/time.ts';
import { parseJobAnswer } from '../machine/answers.ts';
import { useOutlive } from '../outlive.ts';
import { surroundings } from '../presets/job-words.ts';
import './about-sheet.css';

export function AboutSheet({ session, onClose }: { session: SessionSummary; onClose: () => void }) {
  const { api, device, router } = useOutlive();
  const job = useSignal<Outcome<JobAnswer> | null>(null);
  useEffect(() => {
    if (device.watches.value) return;
    void api.get(`/api/sessions/${session.id}/job`, parseJobAnswer).then((answer) => {
      job.value = answer;
    });
  }, [api, device, session.id, job]);
  const known = job.value?.ok ? job.value.value : null;
  return (
    <Sheet title={session.name} tall onClose={onClose}>
      <div class="sheet-scroll">
        <dl class="facts">
          {factsOf(session).map(([term, words]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{words}</dd>
            </div>
          ))}
          {known !== null && surroundings(known.job).length > 0 && (
            <div>
              <dt>With</dt>
              <dd>{surroundings(known.job).join(', ')}</dd>
            </div>
          )}
        </dl>
        <h3 class="facts-title">Command</h3>
        <pre class="script">{session.command || 'A login shell.'}</pre>
        {known?.script && (
          <section aria-label="Script">
            <h3 class="facts-title">Script</h3>
            <pre class="script">{known.script}</pre>
          </section>
        )}
        {job.value?.ok === false && job.value.code === 'unreachable' && (
          <p class="failure">{job.value.message}</p>
        )}
      </div>
      <div class="about-dock">
        <button type="button" class="button grow" onClick={onClose}>
          Close
        </button>
        {!device.watches.value && session.tmux === undefined && (
          <button
            type="button"
            class="button primary grow"
            onClick={() => router.go(`/new?again=${session.id}`)}
          >
            Run again
          </button>
        )}
      </div>
    </Sheet>
  );
}

type Fact = readonly [term: string, words: string];

function factsOf(session: SessionSummary): readonly Fact[] {
  const { created, startedAt, endedAt, waitingFor, cwd, pid, gpus, machine, state } = session;
  const lasted = lastedMs(session);
  const waited = startedAt !== null && Date.parse(startedAt) - Date.parse(created) > 2000;
  const facts: (Fact | null)[] = [
    ['State', stateInWords(session)],
    waitingFor === null || state === 'ended' ? null : ['Waiting for', waitingFor],
    waited || startedAt === null ? ['Asked for', moment(created)] : null,
    startedAt === null ? null : ['Began', moment(startedAt)],
    endedAt === null ? null : ['Ended', moment(endedAt)],
    lasted === null ? null : ['Ran', durationInWords(lasted)],
    session.tmux === undefined ? null : ['In tmux', `session ${session.tmux}`],
    ['Directory', cwd],
    gpus === null ? null : ['GPUs', gpus.length === 0 ? 'none' : gpus.join(', ')],
    pid === null ? null : ['Process', String(pid)],
    ['Machine', machine],
  ];
  return facts.filter((fact) => fact !== null);
}

function moment(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}
