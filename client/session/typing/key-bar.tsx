// The keys a phone's keyboard lacks. A tap never takes the focus from the field, so the keyboard
// stays as it is, open or closed.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { heldKey } from './held-key.ts';
import { type BarKey, keyPages } from './key-pages.ts';
import type { Typing } from './typing.ts';

export function KeyBar({ typing, onNewLine }: { typing: Typing; onNewLine: () => void }) {
  const page = useSignal(0);
  const press = (key: BarKey) => {
    if ('turns' in key) page.value = (page.value + 1) % keyPages.length;
    else if ('breaks' in key) onNewLine();
    else if ('sticky' in key) typing[key.sticky].value = !typing[key.sticky].value;
    else typing.press({ key: key.key, ctrl: key.ctrl === true });
  };
  return (
    <div class="key-bar" role="toolbar" aria-label="Keys">
      {keyPages[page.value]?.map((key) => (
        <KeyButton
          key={key.name}
          of={key}
          pressed={'sticky' in key ? typing[key.sticky].value : undefined}
          onPress={() => press(key)}
        />
      ))}
    </div>
  );
}

function KeyButton({
  of,
  pressed,
  onPress,
}: {
  of: BarKey;
  pressed: boolean | undefined;
  onPress: () => void;
}) {
  const latest = useRef(onPress);
  latest.current = onPress;
  const repeats = 'repeats' in of && of.repeats === true;
  const held = useMemo(() => heldKey(() => latest.current()), []);
  useEffect(() => held.up, [held]);
  return (
    <button
      type="button"
      class="key"
      aria-label={of.name}
      aria-pressed={pressed}
      onPointerDown={(e) => {
        e.preventDefault();
        if (repeats) held.down();
      }}
      onMouseDown={(e) => e.preventDefault()}
      onPointerUp={held.up}
      onPointerLeave={held.up}
      onPointerCancel={held.up}
      onContextMenu={(e) => e.preventDefault()}
      onClick={held.click}
    >
      {'sign' in of ? (of.sign ?? of.name) : of.name}
    </button>
  );
}
