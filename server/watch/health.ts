// Whether a loss is well: nan or infinite, or up and away from its best. One spike is no trouble,
// and neither is what has never been finite (the best value so far of a run that has just begun).
import type { Series } from './series.ts';

/** Reports in a row that are no numbers before it is serious. */
const seriousReports = 3;
const fewPoints = 20;
const [divergedFactor, divergedReports] = [3, 5];
const smoothing = 0.5;

export interface Trouble {
  readonly kind: 'nan' | 'divergence';
  readonly serious: boolean;
  /** It had been told that this loss goes wrong. */
  readonly follows: boolean;
}

/** A loss's next report, at a step of its own. Null when there is nothing new to tell. */
export function reportLoss(series: Series, value: number): Trouble | null {
  const { health } = series;
  if (!Number.isFinite(value)) return notFinite(series, value);
  health.notFinite = 0;
  health.finite++;
  if (health.told === 'nan') health.told = null;
  if (value < 0) {
    // Likelihoods and rewards may be negative: there is no factor between them.
    health.signed = true;
    health.above = 0;
    return null;
  }
  if (health.signed) return null;
  const smooth =
    health.smooth === null ? value : health.smooth * (1 - smoothing) + value * smoothing;
  health.smooth = smooth;
  health.best = Math.min(health.best ?? smooth, smooth);
  const isAbove =
    health.best > 0 &&
    smooth > divergedFactor * health.best &&
    value > divergedFactor * health.best;
  health.above = isAbove ? health.above + 1 : 0;
  if (!isAbove && health.told === 'divergence') health.told = null;
  const enough = Math.max(divergedReports, Math.ceil(health.finite / 100));
  if (health.above < enough || health.finite < fewPoints || health.told !== null) return null;
  health.told = 'divergence';
  return { kind: 'divergence', serious: true, follows: false };
}

function notFinite(series: Series, value: number): Trouble | null {
  const { health } = series;
  // Infinity before any number is a placeholder for the best so far.
  if (health.finite === 0 && !Number.isNaN(value)) return null;
  health.notFinite++;
  if (health.told === 'nan') return null;
  if (health.notFinite === 1) return { kind: 'nan', serious: false, follows: false };
  if (health.notFinite < seriousReports) return null;
  const follows = health.told === 'divergence';
  health.told = 'nan';
  return { kind: 'nan', serious: true, follows };
}
