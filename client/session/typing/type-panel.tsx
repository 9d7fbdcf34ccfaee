// Where a person types on a phone: a real text field, so that dictation and swiping work, sent as a
// line; and the keys a phone lacks.
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { Down } from '../../look/icons.tsx';
import { KeyBar } from './key-bar.tsx';
import type { Typing } from './typing.ts';
import './typing.css';

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

  function send(submit: Event) {
    submit.preventDefault();
    typing.line(text.value);
    text.value = '';
  }

  /** With Ctrl on, the next character is not text. */
  function edit(input: InputEvent & { currentTarget: HTMLInputElement }) {
    const character = typing.ctrl.value && input.data?.length === 1 ? input.data : null;
    if (character === null) {
      text.value = input.currentTarget.value;
      return;
    }
    typing.control(character);
    input.currentTarget.value = text.value;
  }

  return (
    <form class="type-panel" ref={panel} hidden={!open} onSubmit={send} id="type-panel">
      <KeyBar typing={typing} />
      <div class="compose">
        <button
          type="button"
          class="icon-button compose-close"
          aria-label="Stop typing"
          onClick={onClose}
        >
          <Down />
        </button>
        <input
          class="input compose-field"
          aria-label="Type a line"
          placeholder="Type a line"
          autocapitalize="none"
          autocomplete="off"
          enterkeyhint="send"
          value={text}
          onInput={edit}
        />
        <button type="submit" class="button slim primary" onPointerDown={(e) => e.preventDefault()}>
          Send
        </button>
      </div>
    </form>
  );
}
