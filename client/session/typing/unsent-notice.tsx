// Shows what was typed and not sent, and leaves the decision to the person.
import type { InputQueue, Unsent } from './input-queue.ts';

const mostShown = 80;

export function UnsentNotice({ queue }: { queue: InputQueue }) {
  const unsent = queue.unsent.value;
  const [first] = unsent;
  return (
    <div role="alert">
      {first !== undefined && (
        <div class="unsent">
          <p>
            Not sent: <code>{inOneLine(unsent)}</code> {first.why}
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

/** Characters that were typed one by one stand together; lines and keys by name apart. */
function inOneLine(unsent: readonly Unsent[]): string {
  const labels = unsent.map(({ label }) => (label.length > 1 ? ` ${label} ` : label));
  return labels.join('').replace(/ {2,}/g, ' ').trim().slice(0, mostShown);
}
