// One session in the list: name, state, last line, how far it is; of one that failed, its last lines, of
// one that waits for input, what it asks. The whole card is the link; while sessions are chosen it is a
// choice, which a long press begins with.
import { useMemo } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { WatchSummary } from '../../server/protocol/watch.ts';
import { inBase } from '../connection/base.ts';
import { withoutDirection } from '../look/direction.ts';
import { lastedMs, stateTone } from '../look/state.ts';
import { StateWords } from '../look/state-words.tsx';
import { durationInWords } from '../look/time.ts';
import { watchOf } from '../look/watch-words.ts';
import { useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';
import { longPress } from './long-press.ts';
import { hasCurves } from './selecting.tsx';
import { WatchRow } from './watch-row.tsx';

/** `machine`: this gateway's own. A session of another one says so. `isNew`: of a failure nobody looked at. */
export function SessionCard({ session, machine, isNew = false }: CardProps) {
  const { list } = useOutlive();
  const { id } = session;
  const selected = list.selected.value;
  const choose = (chosen: ReadonlySet<string>) => {
    const others = Array.from(chosen).filter((other) => other !== id);
    list.selected.value = new Set(chosen.has(id) ? others : others.concat(id));
  };
  const press = useMemo(
    () => longPress(() => choose(list.selected.peek() ?? new Set())),
    [list, id],
  );
  const body = <CardBody {...{ session, machine, isNew }} />;
  if (selected === null) {
    return (
      <a
        key="link"
        class="card"
        href={inBase(sessionPath(session.name))}
        {...(hasCurves(session) ? press : {})}
      >
        {body}
      </a>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an input cannot hold a card
    <button
      key="choice"
      type="button"
      class="card"
      role="checkbox"
      aria-checked={selected.has(id)}
      disabled={!hasCurves(session)}
      onClick={() => choose(selected)}
    >
      {body}
    </button>
  );
}

interface CardProps {
  readonly session: SessionSummary;
  readonly machine: string | null;
  readonly isNew?: boolean;
}

function CardBody({ session, machine, isNew = false }: CardProps) {
  const { name, state } = session;
  const elsewhere = session.elsewhere === 'machine';
  const other = session.machine === machine ? 'another ' : '';
  const meta = metaWords(session);
  const watch = watchOf(session);
  return (
    <>
      <span class="card-top">
        <span class="card-name">{name}</span>{' '}
        <StateWords session={session} underEnded={state === 'ended'} />
      </span>{' '}
      <span class="card-bottom">
        <LastLines session={session} watch={watch} />
        {meta !== null && <span class="card-note">{meta}</span>}
      </span>
      {elsewhere && <span class="card-note"> on {other + session.machine}</span>}
      <WatchRow session={session} watch={watch} isNew={isNew} />
    </>
  );
}

/** Why a job failed is in its last lines, more often than not in the very last. */
function LastLines({ session, watch }: { session: SessionSummary; watch: WatchSummary | null }) {
  const { state, lastLines, lastLine, command, waitingFor } = session;
  if (lastLines.length > 1 && stateTone(session) === 'fail') {
    return (
      <span class="last-lines">
        {lastLines.map((line, i) => (
          <span key={i} class={i === lastLines.length - 1 ? 'last-line wrapped' : 'last-line'}>
            {withoutDirection(line)}{' '}
          </span>
        ))}
      </span>
    );
  }
  const asked = state === 'running' ? watch?.waitingForInput?.prompt : undefined;
  if (asked) return <span class="last-line wrapped">{withoutDirection(asked)}</span>;
  const waits = state !== 'ended' && waitingFor !== null;
  return (
    <span class="last-line">{withoutDirection((!waits && lastLine) || command || 'a shell')}</span>
  );
}

/** `3 h 12 m` of one that has ended, `GPU 0` or `tmux` of one that has not. */
function metaWords(session: SessionSummary): string | null {
  const lasted = lastedMs(session);
  if (lasted !== null) return ` ${durationInWords(lasted)}`;
  const { gpus, state, waitingFor, tmux } = session;
  if (tmux !== undefined) return ' tmux';
  if (state !== 'running' || waitingFor !== null || !gpus || gpus.length === 0) return null;
  return ` GPU ${gpus.join(', ')}`;
}
