// The session that an address means.
import { Failure } from '../../protocol/failure.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { Board } from '../board/board.ts';
import type { Call } from './routes.ts';

/** By whole name or id: a prefix is enough for a person to look, not for a script to delete. */
export async function findSession(board: Board, { params }: Call): Promise<SessionEntry> {
  const wanted = params.session ?? '';
  const entry = await board.directory.find(wanted);
  const isMeant = entry.id === wanted || entry.spec.name === wanted;
  if (!isMeant) throw new Failure('no-session', wanted);
  return entry;
}
