// Whether the log follows its end. Only who scrolls to the very end follows it; who moves up the
// least bit reads on undisturbed, and is told how many lines came since.

export type Follow =
  | { readonly kind: 'following' }
  /** `lines`: how many settled lines there were when the end was left. */
  | { readonly kind: 'reading'; readonly lines: number };

export const following: Follow = { kind: 'following' };

export interface Scrolled {
  readonly top: number;
  readonly previousTop: number;
  /** The largest possible `top`. */
  readonly end: number;
  readonly lines: number;
}

/** Positions are fractions of a pixel on dense screens. */
const slackPx = 1.5;

/** The person scrolled from `previousTop` to `top`. */
export function afterScroll(follow: Follow, { top, previousTop, end, lines }: Scrolled): Follow {
  if (top >= end - slackPx) return following;
  if (follow.kind === 'reading') return follow;
  return top < previousTop - slackPx / 2 ? { kind: 'reading', lines } : follow;
}

/** Settled lines that came since the end was left. */
export function newLines(follow: Follow, lines: number): number {
  return follow.kind === 'reading' ? Math.max(0, lines - follow.lines) : 0;
}
