// What a session's output says of its run, for `ls`: as the gateway last wrote it down.
import { join } from 'node:path';
import { readCard } from '../gateway/watching/card-file.ts';
import { printable } from '../protocol/printable.ts';
import type { SessionSummary } from '../protocol/session.ts';
import { parseWatch, type WatchSummary } from '../protocol/watch.ts';

/** A gateway writes it down more often: what is older is nobody's word for a run that goes on. */
const freshMs = 60_000;

export async function runOf(
  session: SessionSummary,
  sessionsDir: string,
  now: number,
): Promise<WatchSummary | null> {
  if (session.elsewhere === 'machine') return null;
  const card = await readCard(join(sessionsDir, session.id));
  const summary = card && parseWatch(card.watch);
  if (card === null || summary === null) return null;
  if (session.state !== 'ended') return now - card.at <= freshMs ? summary : null;
  const { progress } = summary;
  const over = progress && { ...progress, eta: null, rate: null };
  return { ...summary, progress: over, quiet: null, waitingForInput: null };
}

/** ` 47% 3h36m left loss 0.312`, empty when there is nothing to say. */
export function runInWords(summary: WatchSummary | null, now: number): string {
  if (summary === null) return '';
  const { progress, headline, quiet, waitingForInput } = summary;
  const words = [
    ...(progress === null ? [] : progressWords(progress, now)),
    ...(headline?.value == null
      ? []
      : [printable(headline.name), String(Number(headline.value.toPrecision(3)))]),
    ...(quiet === null ? [] : [quiet.stalled ? 'stalled' : 'quiet', lasting(now - quiet.since)]),
    ...(waitingForInput === null ? [] : [`waits for input: ${printable(waitingForInput.prompt)}`]),
  ];
  return words.map((word) => ` ${word}`).join('');
}

function progressWords(
  { done, fraction, unit, eta }: NonNullable<WatchSummary['progress']>,
  now: number,
): string[] {
  const count = done === null ? [] : [`${unit === '' ? '' : `${printable(unit)} `}${done}`];
  const far = fraction === null ? count : [`${Math.floor(fraction * 100)}%`];
  return eta === null || eta <= now ? far : [...far, lasting(eta - now), 'left'];
}

/** `3h36m`, `12m`, `40s`. */
function lasting(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))}s`;
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours}h${String(minutes % 60).padStart(2, '0')}m`
    : `${Math.floor(hours / 24)}d${hours % 24}h`;
}
