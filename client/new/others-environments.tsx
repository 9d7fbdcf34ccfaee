// Environments that other users can change: apart from the person's own, with whose they are. Each is
// asked about once on this device, since its code runs with the person's rights.
import { useSignal } from '@preact/signals';
import type { FoundEnvironment } from '../../server/protocol/job-page.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';
import { Chip } from '../look/chip-group.tsx';
import { Sheet } from '../look/sheet.tsx';
import { shortPath } from '../look/short-path.ts';

export function OthersEnvironments({
  found,
  words,
  isChosen,
  onChoose,
}: {
  found: readonly FoundEnvironment[];
  words: (one: FoundEnvironment) => string;
  isChosen: (one: FoundEnvironment) => boolean;
  onChoose: (one: FoundEnvironment) => void;
}) {
  const asking = useSignal<FoundEnvironment | null>(null);
  if (found.length === 0) return null;
  const about = asking.value;
  const close = () => {
    asking.value = null;
  };
  return (
    <>
      <p class="hint">Of other users:</p>
      <fieldset class="chips" aria-label="Environments of other users">
        {found.map((one) => (
          <Chip
            key={`${one.kind} ${one.path}`}
            chosen={isChosen(one)}
            note={`${shortPath(one.path)} ${one.foreign}`}
            onChoose={() => {
              if (isTrusted(one)) onChoose(one);
              else asking.value = one;
            }}
          >
            {words(one)}
          </Chip>
        ))}
      </fieldset>
      {about !== null && (
        <Sheet title={`Use ${words(about)}?`} onClose={close}>
          <p>
            {about.path} {about.foreign}. Its code runs with your rights. Use it if you trust who
            can change it.
          </p>
          <button
            type="button"
            class="button primary"
            onClick={() => {
              writeStored(storedKeys.trusted, [...trusted(), keyOf(about)].slice(-mostTrusted));
              onChoose(about);
              close();
            }}
          >
            Use it
          </button>
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        </Sheet>
      )}
    </>
  );
}

const mostTrusted = 100;

/** Another owner is another question. */
function keyOf({ path, foreign }: FoundEnvironment): string {
  return `${path} ${foreign}`;
}

function isTrusted(one: FoundEnvironment): boolean {
  return trusted().includes(keyOf(one));
}

function trusted(): readonly unknown[] {
  const stored = readStored(storedKeys.trusted);
  return Array.isArray(stored) ? stored : [];
}
