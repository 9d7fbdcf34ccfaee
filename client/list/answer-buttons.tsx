// The answers that a session waits for, below its card, as long as it is known to wait.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { anything } from '../connection/api.ts';
import { attentionOf, watchOf } from '../look/watch-words.ts';
import { useOutlive } from '../outlive.ts';
import { answersIn } from './answers.ts';

export function AnswerButtons({ session }: { session: SessionSummary }) {
  const { api, device, link, list } = useOutlive();
  const sent = useSignal(false);
  const failure = useSignal<string | null>(null);
  const { since = 0, prompt = '' } = watchOf(session)?.waitingForInput ?? {};
  useEffect(() => {
    // Another question.
    sent.value = false;
    failure.value = null;
  }, [since, prompt, sent, failure]);
  // What it waited for at an earlier visit may be answered.
  const isKnown = link.connected.value && list.known.value.source === 'gateway';
  const mayAnswer = isKnown && !device.watches.value && list.selected.value === null;
  const answers = answersIn(prompt);
  if (!mayAnswer || attentionOf(session) !== 'input' || answers.length === 0) return null;
  const answer = async (word: string) => {
    sent.value = true;
    const path = `/api/sessions/${session.id}/input`;
    const answered = await api.send(
      { method: 'POST', path, body: { text: `${word}\r` } },
      anything,
    );
    if (answered.ok) return;
    failure.value = answered.message;
    sent.value = false;
  };
  return (
    <>
      <div class="answers">
        {answers.map((word) => (
          <button
            key={word}
            type="button"
            class="button slim answer"
            aria-label={`${word}, answer ${session.name}`}
            disabled={sent.value}
            onClick={() => void answer(word)}
          >
            {word}
          </button>
        ))}
      </div>
      {failure.value !== null && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
    </>
  );
}
