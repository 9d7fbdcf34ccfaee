// What a guard is: a few lines of the product that stop one attack, and the test that is to fail as
// soon as they are gone.

export interface Guard {
  /** What somebody could do without it. */
  readonly attack: string;
  /** The rule of docs/spec.md that it keeps. */
  readonly rule: string;
  readonly removals: readonly Removal[];
  readonly shownBy: ShownBy;
}

/** `guard` stands exactly once in `file`; `without` stands there once it is removed. */
export interface Removal {
  readonly file: string;
  readonly guard: string;
  readonly without: string;
}

export interface ShownBy {
  /** In test/browser: driven by Playwright, else by Vitest. */
  readonly test: string;
  /** As it is written in the test's file; a test of several cases may keep its %s. */
  readonly title: string;
  /** What the failure says, where the product itself refuses before an assertion gets to look. */
  readonly says?: string;
}

export function isBrowserTest({ test }: ShownBy): boolean {
  return test.startsWith('test/browser/');
}

/** A title as a pattern for the runners: what a case puts into it may be anything. */
export function titlePattern(title: string): string {
  return title
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%[a-z]|\\\$\\\{[^}]*\\\}/g, '.*')
    .replaceAll("\\'", "'");
}

/** Shorter to write: one place, one snippet. */
export function removing(file: string, guard: string, without: string): readonly Removal[] {
  return [{ file, guard, without }];
}
