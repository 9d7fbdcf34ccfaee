// One session in the list: name, state, last line. The whole card is the link.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { StateWords } from '../look/state-words.tsx';
import { sessionPath } from '../router.ts';

/** `machine`: this gateway's own. A session of another one says so. */
export function SessionCard({
  session,
  machine,
}: {
  session: SessionSummary;
  machine: string | null;
}) {
  const { name, lastLine, command, state } = session;
  const elsewhere = machine !== null && session.machine !== machine;
  return (
    <a class="card" href={sessionPath(name)}>
      <span class="card-top">
        <span class="card-name">{name}</span>{' '}
        <StateWords session={session} underEnded={state === 'ended'} />
      </span>{' '}
      <span class="last-line">{lastLine || command || 'a shell'}</span>
      {elsewhere && <span class="card-note"> on {session.machine}</span>}
    </a>
  );
}
