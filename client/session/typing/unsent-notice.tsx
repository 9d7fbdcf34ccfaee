// Shows what was typed and not sent, and leaves the decision to the person.
import type { InputQueue } from './input-queue.ts';

const mostShown = 80;

export function UnsentNotice({ queue }: { queue: InputQueue }) {
  const unsent = queue.unsent.value;
  const [first] = unsent;
  return (
    <div role="alert">
      {first !== undefined && (
        <div class="unsent">
          <p>
            Not sent:{' '}
            <code>
              {unsent
                .map(({ label }) => label)
                .join(' ')
                .slice(0, mostShown)}
            </code>{' '}
            {first.why}
          </p>
          <button type="button" class="button slim" onClick={() => queue.resend()}>
            Send
          </button>
          <button type="button" class="button slim quiet" onClick={() => queue.discard()}>
            Discard
          </button>
        </div>
      )}
    </div>
  );
}
