// Keeps the table of guards true without taking any of them away: that is `npm run guards`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { guards } from './all.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const texts = new Map<string, string>();

function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(root + file, 'utf8');
  texts.set(file, text);
  return text;
}

const rules = [...textOf('docs/spec.md').matchAll(/^- ([A-Z]+\d+) /gm)].map(
  ([, rule]) => rule ?? '',
);

describe('[GUARD1] the table of guards', () => {
  it('every guard stands in its file, exactly once', () => {
    const lost = guards.flatMap(({ attack, removals }) =>
      removals
        .filter(({ file, guard }) => textOf(file).split(guard).length !== 2)
        .map(({ file }) => `${attack}: ${file}`),
    );
    expect(lost).toEqual([]);
  });

  it('every test named there exists', () => {
    const lost = guards.filter(({ shownBy }) => !textOf(shownBy.test).includes(shownBy.title));
    expect(lost.map(({ attack, shownBy }) => `${attack}: ${shownBy.test}`)).toEqual([]);
  });

  it('every rule named there exists, and every rule about who gets in has a guard', () => {
    const named = new Set(guards.map(({ rule }) => rule));
    expect([...named].filter((rule) => !rules.includes(rule))).toEqual([]);
    const bare = rules.filter((rule) => /^(?:TRUST|HOSTILE)/.test(rule) && !named.has(rule));
    expect(bare).toEqual([]);
  });
});
