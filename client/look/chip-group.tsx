// Chips to choose from under a label, with what is known of the choice, or wrong with it, below.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { type FieldProblem, fieldTone } from './field.tsx';

export function ChipGroup({
  label,
  failure = null,
  problem = null,
  words = null,
  roomForWords = false,
  after = null,
  children,
}: {
  label: string;
  /** A refusal: takes the person here. */
  failure?: string | null;
  problem?: FieldProblem | null;
  /** Said below the chips while nothing is wrong. */
  words?: ComponentChildren;
  /** Words that come later move nothing under the thumb. */
  roomForWords?: boolean;
  /** What belongs to the choice and is no chip. */
  after?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  const frame = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (failure !== null) frame.current?.scrollIntoView({ block: 'center' });
  }, [failure]);
  const told = failure ?? problem?.message ?? words;
  return (
    <fieldset class="field plain" ref={frame} aria-labelledby={id} aria-describedby={`${id}-words`}>
      <span class="label" id={id}>
        {label}
      </span>
      <div class="chips">{children}</div>
      {after}
      <div class={fieldTone(failure, problem)} id={`${id}-words`} hidden={!told && !roomForWords}>
        {told}
      </div>
    </fieldset>
  );
}

/** `note`: a second line, smaller. */
export function Chip({
  chosen,
  onChoose,
  mono = false,
  note = null,
  children,
}: {
  chosen: boolean;
  onChoose: () => void;
  mono?: boolean;
  note?: string | null;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={mono ? 'chip mono' : 'chip'}
      aria-pressed={chosen}
      onClick={onChoose}
    >
      {children}
      {note !== null && <small>{note}</small>}
    </button>
  );
}
