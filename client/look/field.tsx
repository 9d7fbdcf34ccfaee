// A labelled field with its hint, or with what is wrong with it.
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface FieldAttributes {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** What is known to be wrong while the form is still being filled in. */
export interface FieldProblem {
  readonly kind: 'error' | 'warning';
  readonly message: string;
}

/**
 * `children` draws the control with the attributes that tie it to its label and words. `failure` is a
 * refusal, and takes the person to the field; `problem` is only shown.
 */
export function Field({
  label,
  hint = null,
  failure = null,
  problem = null,
  children,
}: {
  label: string;
  hint?: string | null;
  failure?: string | null;
  problem?: FieldProblem | null;
  children: (field: FieldAttributes) => JSX.Element;
}) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure !== null) frame.current?.querySelector<HTMLElement>('.input')?.focus();
  }, [failure]);
  const words = failure ?? problem?.message ?? hint;
  const isWrong = failure !== null || problem?.kind === 'error';
  return (
    <div class="field" ref={frame}>
      <label class="label" for={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-words`, 'aria-invalid': isWrong })}
      <p class={fieldTone(failure, problem)} id={`${id}-words`} hidden={!words}>
        {words}
      </p>
    </div>
  );
}

export function fieldTone(failure: string | null, problem: FieldProblem | null): string {
  if (failure !== null || problem?.kind === 'error') return 'failure';
  return problem === null ? 'hint' : 'warning';
}
