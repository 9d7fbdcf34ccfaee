// Where a person types on a phone: a line that is sent as a whole, or straight into the program; and
// the keys a phone lacks.
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Down } from '../../look/icons.tsx';
import { ComposeLine } from './compose-line.tsx';
import { DirectField } from './direct-field.tsx';
import { Keyboard } from './icons.tsx';
import { KeyBar } from './key-bar.tsx';
import { fieldOf } from './panel-field.ts';
import type { Typing } from './typing.ts';
import './typing.css';

type Mode = 'line' | 'direct';

/** Always there, hidden while closed: iOS opens its keyboard only for a focus within the very tap. */
export function TypePanel({
  typing,
  open,
  panel,
  onClose,
}: {
  typing: Typing;
  open: boolean;
  panel: RefObject<HTMLFormElement | null>;
  onClose: () => void;
}) {
  const text = useSignal('');
  const mode = useSignal<Mode>('line');
  const line = useRef<HTMLTextAreaElement>(null);
  const direct = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    // Asked for before its code had come.
    if (open && panel.current) fieldOf(panel.current)?.focus({ preventScroll: true });
  }, []);

  function send(submit: Event) {
    submit.preventDefault();
    typing.line(text.value);
    text.value = '';
  }

  /** Shown and focused by hand, within the tap. */
  function changeMode() {
    mode.value = mode.value === 'line' ? 'direct' : 'line';
    if (panel.current) panel.current.dataset.mode = mode.value;
    (mode.value === 'line' ? line : direct).current?.focus({ preventScroll: true });
  }

  function newLine() {
    const field = line.current;
    if (mode.value === 'direct' || !field) {
      typing.press({ key: 'j', ctrl: true });
      return;
    }
    field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end');
    text.value = field.value;
  }

  return (
    <form
      class="type-panel"
      ref={panel}
      hidden={!open}
      onSubmit={send}
      id="type-panel"
      data-mode={mode}
    >
      <KeyBar typing={typing} onNewLine={newLine} />
      <div class="compose">
        <button
          type="button"
          class="icon-button compose-close"
          aria-label="Stop typing"
          onClick={onClose}
        >
          <Down />
        </button>
        <button
          type="button"
          class="icon-button compose-mode"
          aria-label="Direct typing"
          aria-pressed={mode.value === 'direct'}
          onPointerDown={(e) => e.preventDefault()}
          onMouseDown={(e) => e.preventDefault()}
          onClick={changeMode}
        >
          <Keyboard />
        </button>
        <ComposeLine typing={typing} text={text} field={line} />
        <DirectField typing={typing} field={direct} />
        <button
          type="submit"
          class="button slim primary compose-send"
          onPointerDown={(e) => e.preventDefault()}
          onMouseDown={(e) => e.preventDefault()}
        >
          Send
        </button>
      </div>
    </form>
  );
}
