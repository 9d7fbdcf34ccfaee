// How the log is read on this device, the ways to its ends, and the log as a file.
import { useSignal } from '@preact/signals';
import { Sheet } from '../look/sheet.tsx';
import { Switch } from '../look/switch.tsx';
import { type KeptPreferences, largestFontPx, smallestFontPx } from './preferences.ts';

export interface LogActions {
  readonly preferences: KeptPreferences;
  toStart(): void;
  nextError(): void;
  /** Null once it is saved, else why not. */
  save(form: 'plain' | 'raw'): Promise<string | null>;
  /** Null where the browser cannot. */
  readonly share: (() => void) | null;
}

export function OptionsSheet({ actions, onClose }: { actions: LogActions; onClose: () => void }) {
  const { preferences } = actions;
  const { fontPx, wrap, times } = preferences.value.value;
  const saving = useSignal<'plain' | 'raw' | null>(null);
  const failure = useSignal<string | null>(null);
  const save = async (form: 'plain' | 'raw') => {
    saving.value = form;
    failure.value = await actions.save(form);
    saving.value = null;
    if (failure.value === null) onClose();
  };
  const andClose = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Sheet title="Log" onClose={onClose}>
      <div class="option">
        <span>Text size</span>
        <div class="stepper">
          <button
            type="button"
            class="button slim"
            aria-label="Smaller text"
            disabled={fontPx <= smallestFontPx}
            onClick={() => preferences.change({ fontPx: fontPx - 1 })}
          >
            A−
          </button>
          <output aria-label="Text size">{fontPx} px</output>
          <button
            type="button"
            class="button slim"
            aria-label="Larger text"
            disabled={fontPx >= largestFontPx}
            onClick={() => preferences.change({ fontPx: fontPx + 1 })}
          >
            A+
          </button>
        </div>
      </div>
      <Switch
        label="Wrap long lines"
        on={wrap}
        onChange={(on) => preferences.change({ wrap: on })}
      />
      <Switch
        label="Arrival times"
        on={times}
        onChange={(on) => preferences.change({ times: on })}
      />
      <div class="option-pair">
        <button type="button" class="button slim" onClick={andClose(actions.nextError)}>
          Next error
        </button>
        <button type="button" class="button slim" onClick={andClose(actions.toStart)}>
          Go to the start
        </button>
      </div>
      <div class="option-pair">
        <button
          type="button"
          class="button slim"
          disabled={saving.value !== null}
          onClick={() => void save('plain')}
        >
          {saving.value === 'plain' ? 'Fetching…' : 'Download text'}
        </button>
        <button
          type="button"
          class="button slim"
          disabled={saving.value !== null}
          onClick={() => void save('raw')}
        >
          {saving.value === 'raw' ? 'Fetching…' : 'Download raw'}
        </button>
      </div>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {actions.share && (
        <button type="button" class="button slim" onClick={andClose(actions.share)}>
          Share what is on the screen
        </button>
      )}
      <button type="button" class="button quiet" onClick={onClose}>
        Close
      </button>
    </Sheet>
  );
}
