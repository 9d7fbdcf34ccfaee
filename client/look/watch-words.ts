// What is read out of a session's output, in the words of its card: how far, how long, how good, and
// whether it needs somebody.
import type { SessionSummary } from '../../server/protocol/session.ts';
import {
  type CardProgress,
  type EventKind,
  type Headline,
  parseWatch,
  type WatchSummary,
} from '../../server/protocol/watch.ts';
import { valueInWords } from './number-words.ts';
import { durationInWords } from './time.ts';

export function watchOf({ watch }: Pick<SessionSummary, 'watch'>): WatchSummary | null {
  return watch === undefined ? null : parseWatch(watch);
}

/** What a running session needs somebody for, if it does; `quiet` may be nothing yet. */
export function attentionOf(session: SessionSummary): 'input' | 'stalled' | 'quiet' | null {
  if (session.state !== 'running' || session.waitingFor !== null) return null;
  const { waitingForInput = null, quiet = null } = watchOf(session) ?? {};
  if (waitingForInput !== null) return 'input';
  return quiet === null ? null : quiet.stalled ? 'stalled' : 'quiet';
}

/** `waits for input 4 m`, `stalled 31 m`, `quiet 12 m`; null where all is normal. */
export function attentionInWords(session: SessionSummary, now: number): string | null {
  const attention = attentionOf(session);
  const { waitingForInput = null, quiet = null } = watchOf(session) ?? {};
  const since = attention === 'input' ? waitingForInput?.since : quiet?.since;
  if (attention === null || since === undefined) return null;
  return `${attention === 'input' ? 'waits for input' : attention} ${durationInWords(now - since)}`;
}

/** `47 % · 3 h 36 m left`, `epoch 47 %`, `step 4,700 · 4.1/s`. Null when nothing is known. */
export function progressInWords(progress: CardProgress, now: number): string | null {
  const { fraction, eta, state } = progress;
  if (state === 'indeterminate') return 'at work';
  if (fraction === null) return countInWords(progress);
  const share = `${scopeWords[progress.scope]}${percentOf(fraction)} %`;
  if (state !== 'normal') return `${state === 'paused' ? 'paused' : 'error'} at ${share}`;
  return eta === null ? share : `${share} · ${leftInWords(eta - now)}`;
}

/** Of a session that has ended: `epoch 12 of 40`, `got to 47 %`. Null when it is nothing to tell. */
export function reachedInWords({
  done,
  total,
  fraction,
  unit,
  scope,
}: CardProgress): string | null {
  if (scope !== 'run' || fraction === null || fraction >= 1) return null;
  const counted = done !== null && total !== null && (unit === 'epoch' || unit === 'step');
  if (!counted) return `got to ${percentOf(fraction)} %`;
  return `${unit} ${inThousands(done)} of ${inThousands(total)}`;
}

/** Never 100 before it is through. */
export function percentOf(fraction: number): number {
  return Math.floor(fraction * 100 + 1e-9);
}

const scopeWords = { run: '', task: '', epoch: 'epoch ', eval: 'evaluation ', phase: 'phase ' };

function leftInWords(ms: number): string {
  return ms < 1000 ? 'a moment left' : `${durationInWords(ms)} left`;
}

function countInWords({ done, unit, rate }: CardProgress): string | null {
  const named = unit === '' || unit === 'step' || unit === 'epoch' || unit === 'it';
  if (done === null) return rate === null ? null : rateInWords(rate, named ? '' : unit);
  const count = named
    ? `${unit === '' ? 'step' : unit} ${inThousands(done)}`
    : `${inThousands(done)} ${unit}`;
  return rate === null ? count : `${count} · ${rateInWords(rate, named ? '' : unit)}`;
}

/** `4.1/s`, `214 MB/s`, `12 s each`. */
function rateInWords(rate: number, unit: string): string {
  if (unit === '' && rate > 0 && rate < 0.5) return `${durationInWords(1000 / rate)} each`;
  return unit === '' ? `${valueInWords(rate, 2)}/s` : `${valueInWords(rate)} ${unit}/s`;
}

const inThousands = (count: number) => Math.round(count).toLocaleString('en-GB');

interface TrendWords {
  readonly arrow: string;
  /** For those who hear it. */
  readonly heard: string;
  readonly tone: 'good' | 'bad' | 'level';
}

export function trendOf({ trend, better }: Headline): TrendWords | null {
  if (trend === null) return null;
  if (trend === 0) return { arrow: '→', heard: 'level', tone: 'level' };
  const good = better === null ? null : (better === 'higher') === trend > 0;
  return {
    arrow: trend > 0 ? '↑' : '↓',
    heard: trend > 0 ? 'rising' : 'falling',
    tone: good === null ? 'level' : good ? 'good' : 'bad',
  };
}

const eventWords: Partial<Record<EventKind, string>> = {
  error: 'error',
  oom: 'out of memory',
  nan: 'nan',
  divergence: 'diverges',
  crash: 'crash',
  killed: 'killed',
  timeLimit: 'time limit',
  hang: 'hung',
  rankFailed: 'rank failed',
  trialFailed: 'trial failed',
};

/** What went wrong lately; null when that was nothing. */
export function troubleInWords({ lastEvent }: WatchSummary): string | null {
  return lastEvent === null ? null : (eventWords[lastEvent.kind] ?? null);
}
