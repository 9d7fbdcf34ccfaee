// Three ways to end a session, from a word to a blow, with what each of them does, and what is in it.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionProcess } from '../../server/protocol/job-page.ts';
import { type SessionSummary, type StopHow, stateInWords } from '../../server/protocol/session.ts';
import { Sheet } from '../look/sheet.tsx';
import { whenInWords } from '../look/state.ts';
import { useOutlive } from '../outlive.ts';
import { parseProcesses, parseStop } from './process-answers.ts';
import { ProcessList } from './process-list.tsx';
import { countInWords, type StopWords, stopWords } from './process-words.ts';

const ways: readonly { how: StopHow; name: string; effect: string }[] = [
  { how: 'interrupt', name: 'Interrupt', effect: 'Ctrl+C: lets it save and stop by itself' },
  { how: 'terminate', name: 'Terminate', effect: 'asks every process to end' },
  { how: 'kill', name: 'Kill now', effect: 'ends them all; unsaved work is lost' },
];

/** A program in tmux is tmux's to end. */
function waysFor({ tmux }: SessionSummary): typeof ways {
  if (tmux === undefined) return ways;
  const effects: Readonly<Record<StopHow, string>> = {
    interrupt: 'Ctrl+C: lets it save and stop by itself',
    terminate: 'closes this pane in tmux, and what runs in it',
    kill: `kills the tmux session “${tmux}”, all its windows`,
  };
  return ways.map((way) => ({ ...way, effect: effects[way.how] }));
}

export function KillSheet({
  session,
  onClose,
  onStopped,
}: {
  session: SessionSummary;
  onClose: () => void;
  onStopped: (words: StopWords | null) => void;
}) {
  const { api, clock } = useOutlive();
  const stopping = useSignal<StopHow | null>(null);
  const failure = useSignal<string | null>(null);
  const processes = useProcesses(session.id);

  async function stop(how: StopHow) {
    stopping.value = how;
    failure.value = null;
    const request = {
      method: 'POST',
      path: `/api/sessions/${session.id}/stop`,
      body: { how },
    } as const;
    const stopped = await api.send(request, parseStop);
    stopping.value = null;
    onStopped(stopped.ok ? stopWords(stopped.value, how === 'kill') : null);
    if (stopped.ok || stopped.code === 'not-running') onClose();
    else failure.value = stopped.message;
  }

  return (
    <Sheet title={`Kill ${session.name}?`} onClose={onClose}>
      <p>
        <span class="kill-what">{session.command || 'A shell'}</span>
        {stateInWords(session)}
        {whenInWords(session, clock.now())}
        {processes.length > 0 && `, ${countInWords(processes)}`}
      </p>
      {processes.length > 0 && <ProcessList processes={processes} />}
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {waysFor(session).map(({ how, name, effect }) => (
        <button
          key={how}
          type="button"
          class={`button choice ${how === 'kill' ? 'kill' : ''}`}
          aria-label={name}
          aria-describedby={`stop-${how}`}
          disabled={stopping.value !== null}
          onClick={() => void stop(how)}
        >
          {name}
          <small id={`stop-${how}`}>
            {stopping.value === how ? 'waiting for it to end…' : effect}
          </small>
        </button>
      ))}
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}

/** What is inside changes while one thinks about it. */
const lookEveryMs = 3000;

/** None until they are known: the sheet is of use without them, and grows upwards. */
function useProcesses(session: string): readonly SessionProcess[] {
  const { api } = useOutlive();
  const known = useSignal<readonly SessionProcess[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let over = false;
    const look = async () => {
      const answer = await api.get(`/api/sessions/${session}/processes`, parseProcesses);
      if (over) return;
      if (answer.ok) known.value = answer.value.processes;
      timer = setTimeout(look, lookEveryMs);
    };
    void look();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [api, session, known]);
  return known.value;
}
