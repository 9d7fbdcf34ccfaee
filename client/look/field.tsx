// A labelled field with its hint, or with what is wrong with it.
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface FieldAttributes {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** `children` draws the control with the attributes that tie it to its label and words. */
export function Field({
  label,
  hint = null,
  failure = null,
  children,
}: {
  label: string;
  hint?: string | null;
  failure?: string | null;
  children: (field: FieldAttributes) => JSX.Element;
}) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure !== null) frame.current?.querySelector<HTMLElement>('.input')?.focus();
  }, [failure]);
  return (
    <div class="field" ref={frame}>
      <label class="label" for={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-words`, 'aria-invalid': failure !== null })}
      <p
        class={failure === null ? 'hint' : 'failure'}
        id={`${id}-words`}
        hidden={!failure && !hint}
      >
        {failure ?? hint}
      </p>
    </div>
  );
}
