// Whether a test shows its guard: it passes with the guard, and fails for its own reason without it.
import { type ShownBy, titlePattern } from './guard.ts';
import type { Outcome } from './runners.ts';

/** Null when it is so, else what is wrong. */
export function withGuard(shown: ShownBy, outcomes: readonly Outcome[]): string | null {
  const own = outcomesOf(shown, outcomes);
  const failed = own.find(({ state }) => state === 'failed');
  if (failed !== undefined) return `fails with the guard in place: ${firstLines(failed.message)}`;
  return own.some(({ state }) => state === 'passed') ? null : 'was not run';
}

/** Null when it is so, else what is wrong. Of several cases one that fails is enough. */
export function withoutGuard(shown: ShownBy, outcomes: readonly Outcome[]): string | null {
  const own = outcomesOf(shown, outcomes);
  const failed = own.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    if (failed.some(({ message }) => isItsReason(message, shown.says))) return null;
    return `fails for another reason: ${firstLines(failed[0]?.message ?? '')}`;
  }
  const passed = own.some(({ state }) => state === 'passed');
  return passed ? 'passes without the guard' : 'was not run';
}

/** An assertion of the test's, neither a crash nor patience that ran out. */
function isItsReason(message: string, says: string | undefined): boolean {
  if (says !== undefined) return message.includes(says);
  return /^(?:Error: )?(?:AssertionError|expect\(|expected |promise re)/m.test(message);
}

function outcomesOf({ test, title }: ShownBy, outcomes: readonly Outcome[]): readonly Outcome[] {
  const pattern = new RegExp(titlePattern(title));
  return outcomes.filter((one) => one.file === test && pattern.test(one.title));
}

function firstLines(message: string): string {
  return message.split('\n').slice(0, 3).join(' ').slice(0, 300);
}
