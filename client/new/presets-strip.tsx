// The quickest ways to fill the form: presets, and what was started lately.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobRequest } from '../../server/protocol/job.ts';
import { lazyPage } from '../lazy-page.tsx';
import { useOutlive } from '../outlive.ts';
import { presetsOf } from '../presets/preset-store.ts';
import type { KnownRecents } from './recents.ts';

const RecentsSheet = lazyPage(() => import('./recents-sheet.tsx').then((m) => m.RecentsSheet));

export function PresetsStrip({
  recents,
  chosen,
  onChoose,
}: {
  recents: KnownRecents;
  /** The preset the form was filled with. */
  chosen: string | null;
  onChoose: (job: JobRequest, preset: string | null) => void;
}) {
  const { api } = useOutlive();
  const store = presetsOf(api);
  const looking = useSignal(false);
  useEffect(() => void store.load(), [store]);
  const presets = store.presets.value;
  if (presets.length === 0 && recents.jobs.length === 0) return null;
  return (
    <fieldset class="chips" aria-label="Presets">
      {presets.map(({ name, job }) => (
        <button
          key={name}
          type="button"
          class="chip preset"
          aria-pressed={chosen === name}
          onClick={() => onChoose(job, name)}
        >
          {name}
        </button>
      ))}
      {recents.jobs.length > 0 && (
        <button
          type="button"
          class="chip"
          aria-haspopup="dialog"
          onClick={() => {
            looking.value = true;
          }}
        >
          Recent…
        </button>
      )}
      {looking.value && (
        <RecentsSheet
          jobs={recents.jobs}
          onChoose={(job: JobRequest) => onChoose(job, null)}
          onClose={() => {
            looking.value = false;
          }}
        />
      )}
    </fieldset>
  );
}
