// For full-screen programs that did not ask for the mouse: a swipe cannot scroll them, these keys can.
// They come with the swipe, and go when they have not been used for a while.
import { type Signal, useSignalEffect } from '@preact/signals';
import type { Typing } from '../typing/typing.ts';

const keys = [
  { name: 'PgUp', key: 'PageUp' },
  { name: 'PgDn', key: 'PageDown' },
] as const;
const stayMs = 6000;

export function PageKeys({ usedAt, typing }: { usedAt: Signal<number | null>; typing: Typing }) {
  useSignalEffect(() => {
    if (usedAt.value === null) return undefined;
    const timer = setTimeout(() => {
      usedAt.value = null;
    }, stayMs);
    return () => clearTimeout(timer);
  });
  if (usedAt.value === null) return null;
  return (
    <div class="page-keys" role="toolbar" aria-label="Pages">
      {keys.map(({ name, key }) => (
        <button
          key={key}
          type="button"
          class="page-key"
          onPointerDown={(e) => e.preventDefault()}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => {
            typing.press({ key });
            usedAt.value = Date.now();
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
