// How and when a session ended, told once to those who listen; what a stop ended with it, and what is
// still there.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionProcess } from '../../server/protocol/job-page.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { stateTone } from '../look/state.ts';
import { useOutlive } from '../outlive.ts';
import { endInWords } from './end-words.ts';
import { parseProcesses, parseStop } from './process-answers.ts';
import { namesInWords, type StopWords, sharesInWords, stopWords } from './process-words.ts';

/** `stopped`: what the last stop came to; null: this page has not stopped anything. */
export function EndNotice({
  session,
  stopped,
  onStopped,
}: {
  session: SessionSummary;
  stopped: StopWords | null;
  onStopped: (words: StopWords | null) => void;
}) {
  const ended = session.state === 'ended';
  return (
    <div role="status">
      {ended && (
        <p class={`end-notice state ${stateTone(session)}`}>
          {endInWords(session)} {stopped?.ended}
        </p>
      )}
      {stopped?.warnings.map((words) => (
        <p key={words} class="end-notice state wait">
          {words}
        </p>
      ))}
      {ended && <Leftovers session={session} silent={stopped !== null} onStopped={onStopped} />}
    </div>
  );
}

/** What outlived its session: a process of its own group, or one that no signal reaches. */
function Leftovers({
  session: { id },
  silent,
  onStopped,
}: {
  session: SessionSummary;
  /** A stop has just said so. */
  silent: boolean;
  onStopped: (words: StopWords | null) => void;
}) {
  const { api, device } = useOutlive();
  const left = useSignal<readonly SessionProcess[]>([]);
  const ending = useSignal(false);
  useEffect(() => {
    void api.get(`/api/sessions/${id}/processes`, parseProcesses).then((answer) => {
      if (answer.ok) left.value = answer.value.processes;
    });
  }, [api, id, left]);
  if (left.value.length === 0) return null;
  const held = sharesInWords(left.value.flatMap(({ gpus }) => gpus));
  async function endThem() {
    ending.value = true;
    const request = {
      method: 'POST',
      path: `/api/sessions/${id}/stop`,
      body: { how: 'kill' },
    } as const;
    const stopped = await api.send(request, parseStop);
    ending.value = false;
    if (stopped.ok) onStopped(stopWords(stopped.value, true));
    if (stopped.ok || stopped.code === 'not-running') left.value = [];
  }
  return (
    <div class="leftovers">
      {!silent && (
        <p class="state wait">
          Still there: {namesInWords(left.value)}
          {held && `, holding ${held}`}.
        </p>
      )}
      {!device.watches.value && (
        <button
          type="button"
          class="button slim"
          disabled={ending.value}
          onClick={() => void endThem()}
        >
          {ending.value ? 'Ending…' : 'End them'}
        </button>
      )}
    </div>
  );
}
