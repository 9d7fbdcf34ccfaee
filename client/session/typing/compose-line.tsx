// The line that is typed before it is sent: a real text field, so that autocorrect, swiping and
// dictation work, of several lines if need be; and the lines sent before.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { AsciiOffer } from '../../look/ascii-offer.tsx';
import { Clock } from './icons.tsx';
import { SentLines } from './sent-lines.tsx';
import type { Typing } from './typing.ts';

export function ComposeLine({
  typing,
  text,
  field,
}: {
  typing: Typing;
  text: Signal<string>;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const choosing = useSignal(false);
  /** Where in the history the field is, counted from its end; 0 is the line being typed. */
  const back = useSignal(0);
  const draft = useSignal('');

  // Where `field-sizing` is not known, the field is made as high as its text.
  useLayoutEffect(() => {
    const { current } = field;
    if (!current || CSS.supports('field-sizing', 'content')) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight + 2}px`;
  }, [text.value]);

  /** With Ctrl or Alt on, the next character is not text. */
  function edit(input: InputEvent & { currentTarget: HTMLTextAreaElement }) {
    const armed = typing.ctrl.value || typing.alt.value;
    const character = armed ? [...(input.data ?? '')].at(-1) : undefined;
    if (character === undefined) {
      text.value = input.currentTarget.value;
      back.value = 0;
      return;
    }
    typing.press({ key: character });
    input.currentTarget.value = text.value;
  }

  function keyDown(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const { key, currentTarget } = event;
    if (key === 'Enter' && !event.shiftKey && !event.ctrlKey) {
      event.preventDefault();
      currentTarget.form?.requestSubmit();
      return;
    }
    const step = key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : 0;
    if (step !== 0 && !event.shiftKey && !event.ctrlKey && inEdgeLine(currentTarget, step)) {
      if (recall(back.value + step)) event.preventDefault();
    }
  }

  function recall(to: number): boolean {
    const lines = typing.history.lines.value;
    if (to < 0 || to > lines.length) return false;
    if (back.value === 0) draft.value = text.value;
    back.value = to;
    text.value = to === 0 ? draft.value : (lines.at(-to) ?? '');
    return true;
  }

  return (
    <div class="compose-box">
      <textarea
        class="input compose-field"
        ref={field}
        rows={1}
        aria-label="Type a line"
        placeholder="Type a line"
        autocapitalize="none"
        autocomplete="off"
        autocorrect="on"
        enterkeyhint="send"
        value={text}
        onInput={edit}
        onKeyDown={keyDown}
        onBlur={() => {
          back.value = 0;
        }}
      />
      {text.value === '' && typing.history.lines.value.length > 0 && (
        <button
          type="button"
          class="icon-button compose-history"
          aria-label="Sent lines"
          aria-haspopup="dialog"
          onClick={() => {
            choosing.value = true;
          }}
        >
          <Clock />
        </button>
      )}
      <AsciiOffer
        text={text.value}
        onTake={(plain) => {
          text.value = plain;
          field.current?.focus({ preventScroll: true });
        }}
      />
      {choosing.value && (
        <SentLines
          history={typing.history}
          onChoose={(line) => {
            text.value = line;
            choosing.value = false;
            field.current?.focus({ preventScroll: true });
          }}
          onClose={() => {
            choosing.value = false;
          }}
        />
      )}
    </div>
  );
}

/** Whether the cursor can go no further up (or down) inside of the field. */
function inEdgeLine({ value, selectionStart, selectionEnd }: HTMLTextAreaElement, step: number) {
  if (selectionStart !== selectionEnd) return false;
  return step > 0
    ? !value.slice(0, selectionStart).includes('\n')
    : !value.slice(selectionEnd).includes('\n');
}
