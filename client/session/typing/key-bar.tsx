// The keys a phone's keyboard lacks. A tap never takes the focus from the field, so the keyboard
// stays open.
import type { Typing } from './typing.ts';

const keys = [
  { name: 'Esc', key: 'Escape' },
  { name: 'Tab', key: 'Tab' },
  { name: 'Ctrl', key: null },
  { name: 'Ctrl+C', key: 'c', ctrl: true },
  { name: 'Left', key: 'ArrowLeft', sign: '←' },
  { name: 'Up', key: 'ArrowUp', sign: '↑' },
  { name: 'Down', key: 'ArrowDown', sign: '↓' },
  { name: 'Right', key: 'ArrowRight', sign: '→' },
] as const;

export function KeyBar({ typing }: { typing: Typing }) {
  const press = (key: (typeof keys)[number]) => {
    if (key.key === null) typing.ctrl.value = !typing.ctrl.value;
    else typing.press({ key: key.key, ctrl: 'ctrl' in key });
  };
  return (
    <div class="key-bar" role="toolbar" aria-label="Keys">
      {keys.map((key) => (
        <button
          key={key.name}
          type="button"
          class="key"
          aria-label={key.name}
          aria-pressed={key.key === null ? typing.ctrl.value : undefined}
          onPointerDown={(e) => e.preventDefault()}
          onClick={() => press(key)}
        >
          {'sign' in key ? key.sign : key.name}
        </button>
      ))}
    </div>
  );
}
