// Three ways to end a session, from a word to a blow, with what each of them does.
import { useSignal } from '@preact/signals';
import { type SessionSummary, type StopHow, stateInWords } from '../../server/protocol/session.ts';
import { Sheet } from '../look/sheet.tsx';
import { whenInWords } from '../look/state.ts';
import { useOutlive } from '../outlive.ts';
import { parseSurvivors } from './survivors.ts';

const ways: readonly { how: StopHow; name: string; effect: string }[] = [
  { how: 'interrupt', name: 'Interrupt', effect: 'Ctrl+C: lets it save and stop by itself' },
  { how: 'terminate', name: 'Terminate', effect: 'asks every process to end' },
  { how: 'kill', name: 'Kill now', effect: 'ends them all; unsaved work is lost' },
];

export function KillSheet({
  session,
  onClose,
  onStopped,
}: {
  session: SessionSummary;
  onClose: () => void;
  /** `survivors`: what could not be ended, in words. */
  onStopped: (survivors: readonly string[]) => void;
}) {
  const { api, clock } = useOutlive();
  const stopping = useSignal<StopHow | null>(null);
  const failure = useSignal<string | null>(null);

  async function stop(how: StopHow) {
    stopping.value = how;
    failure.value = null;
    const request = {
      method: 'POST',
      path: `/api/sessions/${session.id}/stop`,
      body: { how },
    } as const;
    const stopped = await api.send(request, parseSurvivors);
    stopping.value = null;
    // What TERM did not end may be saving its work; what KILL did not end is worth a word.
    onStopped(stopped.ok && how === 'kill' ? stopped.value : []);
    if (stopped.ok || stopped.code === 'not-running') onClose();
    else failure.value = stopped.message;
  }

  return (
    <Sheet title={`Kill ${session.name}?`} onClose={onClose}>
      <p>
        <span class="kill-what">{session.command || 'A shell'}</span>
        {stateInWords(session)}
        {whenInWords(session, clock.now())}
      </p>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {ways.map(({ how, name, effect }) => (
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
