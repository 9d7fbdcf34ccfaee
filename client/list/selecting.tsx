// Choosing sessions to compare: a long press on a card, or the button above the list, begins it; a sweep is
// taken at once.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { sweepKey } from '../compare/parameters.ts';
import { Icon } from '../look/icon.tsx';
import { watchOf } from '../look/watch-words.ts';
import { useOutlive } from '../outlive.ts';
import { comparePath, maxCompared } from '../router.ts';

export function hasCurves(session: SessionSummary): boolean {
  return (watchOf(session)?.metrics ?? 0) > 0;
}

/** Where there is something to compare with something. */
export function CompareButton() {
  const { list } = useOutlive();
  const count = list.known.value.sessions.filter(hasCurves).length;
  if (count < 2 || list.selected.value !== null) return null;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label="Compare"
      onClick={() => {
        list.selected.value = new Set();
      }}
    >
      <Icon path="M4 4v16h16M7 15c3-8 5-1 7-5s3-5 6-5M7 17c4-2 6 1 13-5" />
    </button>
  );
}

/** In the dock, while sessions are chosen. */
export function SelectDock({ selected }: { selected: ReadonlySet<string> }) {
  const { list, router } = useOutlive();
  const all = list.known.value.sessions.filter(hasCurves);
  const chosen = all.filter(({ id }) => selected.has(id));
  const sweep = sweepOf(all, chosen);
  const close = () => {
    list.selected.value = null;
  };
  return (
    <>
      {sweep.length > chosen.length && (
        <button
          type="button"
          class="button slim sweep"
          onClick={() => {
            list.selected.value = new Set(sweep.map(({ id }) => id));
          }}
        >
          All {sweep.length} of this sweep
        </button>
      )}
      <div class="select-dock">
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          class="button primary grow"
          disabled={chosen.length < 2}
          onClick={() => {
            close();
            router.go(comparePath(chosen.map(({ id }) => id)));
          }}
        >
          {chosen.length === 0 ? 'Choose sessions' : `Compare ${chosen.length}`}
        </button>
      </div>
    </>
  );
}

/** All whose commands differ from the one that was chosen in values only. */
function sweepOf(
  all: readonly SessionSummary[],
  chosen: readonly SessionSummary[],
): readonly SessionSummary[] {
  const keys = new Set(chosen.map(sweepKey));
  if (keys.size !== 1) return [];
  return all.filter((session) => keys.has(sweepKey(session))).slice(0, maxCompared);
}
