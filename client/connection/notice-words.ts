// How old what is shown may be, in words, and why.
import { agoInWords } from '../look/time.ts';
import type { LinkState } from './link.ts';

interface Shown {
  readonly asOf: number | null;
  readonly updating: boolean;
  readonly now: number;
  /** The device says that it has no network at all. */
  readonly offline?: boolean;
  /** Outlive's files are gone from the server. */
  readonly removed?: boolean;
}

/** What a person is told, null when there is nothing to tell. */
export function noticeWords(
  state: LinkState,
  { asOf, updating, now, offline, removed }: Shown,
): string | null {
  const heard = 'heard' in state ? state.heard : null;
  const since = asOf === null || heard === null ? (heard ?? asOf) : Math.min(heard, asOf);
  const age = since === null ? null : agoInWords(now - since);
  const told = age === null ? '' : ` This is from ${age}.`;
  const broken = state.kind === 'lost' || state.kind === 'connecting';
  if (offline && broken) return `Offline: no network here.${told}`;
  if (state.kind === 'barred') return `${state.words}${told}`;
  if (state.kind === 'lost') return `Connection lost.${told}`;
  if (state.kind === 'connecting') return `No connection yet.${told}`;
  if (state.kind === 'checking' || updating) return `Updating…${told}`;
  if (removed) {
    return 'Outlive was removed from the server. Sessions go on; logs come back once it is installed again.';
  }
  return null;
}
