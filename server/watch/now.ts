// What a card says of a run at a moment: from what is known of it, what its processes do, and the
// time. Pure, as all of this folder: time and machine are told.
import type { WatchSummary } from '../protocol/watch.ts';
import type { Vitals } from './vitals.ts';

/** What the machine says of a session's processes. */
export interface MachineSample {
  /** Neither processors nor GPUs of the session are at work; null where that is not known. */
  readonly isIdle: boolean | null;
  /** Since when the program has been blocked reading its terminal; null when it is not, or unknown. */
  readonly readingSince: number | null;
  /** It is a shell that reads, or waits to be typed to. */
  readonly isShell: boolean;
}

export const unknownSample: MachineSample = { isIdle: null, readingSince: null, isShell: false };

const quietMs = 60_000;
/** What prompts for commands, not for an answer. */
const commandPrompt = /^(?:>>>|\.\.\.|In \[\d{1,6}\]:|.{0,120}[$#%❯➜])$/u;

/** `vitals` of a session that runs. */
export function summaryAt(vitals: Vitals, sample: MachineSample, now: number): WatchSummary {
  const { progress, headline, lastEvent, metrics } = vitals;
  const waitingForInput = waitingAt(vitals, sample);
  return {
    progress: progress && { ...progress, eta: etaAt(vitals, now) },
    headline,
    lastEvent,
    metrics,
    waitingForInput,
    // Whoever waits for an answer is silent for a reason.
    quiet: waitingForInput === null && !sample.isShell ? quietAt(vitals, sample, now) : null,
  };
}

/** Of a session that has ended: nothing comes any more. */
export function summaryAtEnd({ progress, headline, lastEvent, metrics }: Vitals): WatchSummary {
  const still = progress && { ...progress, rate: null, eta: null };
  return { progress: still, headline, lastEvent, metrics, waitingForInput: null, quiet: null };
}

function etaAt({ left }: Vitals, now: number): number | null {
  if (left === null) return null;
  const silentMs = Math.max(0, now - left.from - left.graceMs);
  const eta = left.from + left.ms + silentMs * left.ageing;
  return roundUp(Math.max(eta, now), now);
}

/** As coarse as it is far off, so that it stays the same for a while. */
function roundUp(eta: number, now: number): number {
  const step = Math.max(1000, 2 ** Math.floor(Math.log2(Math.max(1, (eta - now) / 64))));
  return Math.ceil(eta / step) * step;
}

function quietAt({ rhythm, atPrompt }: Vitals, { isIdle }: MachineSample, now: number) {
  const { last, patienceMs, isRun } = rhythm;
  if (last === null || patienceMs === null || atPrompt || !isRun) return null;
  if (now - last < Math.max(quietMs, Math.min(patienceMs, 10 * quietMs))) return null;
  return { since: last, stalled: isIdle === true && now - last >= patienceMs };
}

/** A row that waits is a question when the program reads the terminal, and by its form or by nothing else in it. */
function waitingAt({ row, atPrompt }: Vitals, { readingSince, isShell }: MachineSample) {
  if (row === null || readingSince === null || isShell || atPrompt) return null;
  if (commandPrompt.test(row.text) || (!row.isQuestion && !/[?:>\])]$/.test(row.text))) return null;
  return { since: readingSince, prompt: row.text };
}
