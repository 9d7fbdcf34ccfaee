// One session in the list: name, state, last line; of one that failed, its last lines. The whole card
// is the link.

import type { SessionSummary } from '../../server/protocol/session.ts';
import { inBase } from '../connection/base.ts';
import { withoutDirection } from '../look/direction.ts';
import { lastedMs, stateTone } from '../look/state.ts';
import { StateWords } from '../look/state-words.tsx';
import { durationInWords } from '../look/time.ts';
import { sessionPath } from '../router.ts';

/** `machine`: this gateway's own. A session of another one says so. */
export function SessionCard({
  session,
  machine,
}: {
  session: SessionSummary;
  machine: string | null;
}) {
  const { name, state } = session;
  const elsewhere = session.elsewhere === 'machine';
  const other = session.machine === machine ? 'another ' : '';
  const meta = metaWords(session);
  return (
    <a class="card" href={inBase(sessionPath(name))}>
      <span class="card-top">
        <span class="card-name">{name}</span>{' '}
        <StateWords session={session} underEnded={state === 'ended'} />
      </span>{' '}
      <span class="card-bottom">
        <LastLines session={session} />
        {meta !== null && <span class="card-note">{meta}</span>}
      </span>
      {elsewhere && <span class="card-note"> on {other + session.machine}</span>}
    </a>
  );
}

/** Why a job failed is in its last lines, more often than not in the very last. */
function LastLines({ session }: { session: SessionSummary }) {
  const { lastLines, lastLine, command, waitingFor } = session;
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
  const waits = session.state !== 'ended' && waitingFor !== null;
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
