// Typing straight into the program from a phone's keyboard: the field itself is not to be read, for
// what is typed shows where the program puts it. Only what is still being composed is shown here.
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { InputSink } from './input-sink.ts';
import { typeKeys } from './typed-keys.ts';
import type { Typing } from './typing.ts';

export function DirectField({
  typing,
  field,
}: {
  typing: Typing;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const composing = useSignal('');
  const focused = useSignal(false);
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    const sink = new InputSink({
      ...{ field: current, typing },
      composing: (text) => {
        composing.value = text;
      },
    });
    const end = typeKeys({ surface: current, typing, hasText: true });
    return () => {
      end();
      sink.close();
    };
  }, [field, typing]);
  return (
    <div class="direct" data-focused={focused}>
      <textarea
        class="direct-field"
        ref={field}
        rows={1}
        aria-label="Type directly"
        autocapitalize="none"
        autocomplete="off"
        autocorrect="on"
        enterkeyhint="enter"
        onFocus={() => {
          focused.value = true;
        }}
        onBlur={() => {
          focused.value = false;
        }}
      />
      <span class="direct-words" aria-hidden="true">
        {composing.value || (focused.value ? 'Typing straight in' : 'Tap to type straight in')}
      </span>
    </div>
  );
}
