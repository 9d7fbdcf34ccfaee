// The switches below the figures, in one row that is swiped where it is too long.
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { KeptChoices } from './choices.ts';
import type { Range } from './plot.ts';

export function ChoiceChips({
  choices,
  window,
  children,
}: {
  choices: KeptChoices;
  /** What of x is shown; null: all. */
  window: Signal<Range | null>;
  /** What else can be done with the figures. */
  children?: ComponentChildren;
}) {
  const { by, smooth, log } = choices.value.value;
  return (
    <div class="curve-chips" role="toolbar" aria-label="Figures">
      <ChipSwitch on={smooth} onChange={() => choices.change({ smooth: !smooth })}>
        Smooth
      </ChipSwitch>
      <ChipSwitch on={log} onChange={() => choices.change({ log: !log })}>
        Log scale
      </ChipSwitch>
      <ChipSwitch
        on={by === 'time'}
        onChange={() => choices.change({ by: by === 'time' ? 'step' : 'time' })}
      >
        By time
      </ChipSwitch>
      {window.value !== null && (
        <button
          type="button"
          class="chip"
          onClick={() => {
            window.value = null;
          }}
        >
          Show all
        </button>
      )}
      {children}
    </div>
  );
}

function ChipSwitch({
  on,
  onChange,
  children,
}: {
  on: boolean;
  onChange: () => void;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={onChange}>
      {children}
    </button>
  );
}
