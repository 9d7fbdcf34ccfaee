// What a look ahead does not run, and a button that runs it: the person sees which lines those are.
import type { Ahead } from './look-ahead.ts';
import '../look/script.css';

export function CheckLines({ ahead }: { ahead: Ahead & { readonly check: () => void } }) {
  const lines = ahead.answer?.unchecked;
  if (ahead.kind === 'checking') return <p class="hint">Checking…</p>;
  if (!lines) return null;
  return (
    <div class="check-lines">
      <p class="hint">Not checked. “Check” runs these lines now:</p>
      <pre class="script">{lines}</pre>
      <button type="button" class="button slim" onClick={ahead.check}>
        Check
      </button>
    </div>
  );
}
