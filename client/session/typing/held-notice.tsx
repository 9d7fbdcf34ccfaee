// Says that Ctrl+S holds the output back, and how it goes on: on a phone the key is typed by a slip.
import type { Typing } from './typing.ts';

export function HeldNotice({ typing }: { typing: Typing }) {
  return (
    <div role="status">
      {typing.heldOutput.held.value && (
        <div class="unsent">
          <p>
            Ctrl+S holds back the output, and a program that writes waits. Nothing has come since.
          </p>
          <button
            type="button"
            class="button slim"
            onClick={() => typing.press({ key: 'q', ctrl: true })}
          >
            Go on (Ctrl+Q)
          </button>
        </div>
      )}
    </div>
  );
}
