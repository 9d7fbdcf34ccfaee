// `npm run guards`: shows of each guard in the table that its test fails without it. Words as arguments
// choose those whose attack, rule or test has them in it. Exits with 1 when one is not shown.
import { guards } from './all.ts';
import { type Guard, isBrowserTest, titlePattern } from './guard.ts';
import { buildTree, type Outcome, runPlaywright, runVitest } from './runners.ts';
import { Tree } from './tree.ts';
import { withGuard, withoutGuard } from './verdict.ts';

const atOnce = 2;

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = guards.filter(({ attack, rule, shownBy }) => {
  const text = `${attack} ${rule} ${shownBy.test} ${shownBy.title}`.toLowerCase();
  return words.every((word) => text.includes(word));
});

/** What is wrong with each, null for nothing. */
const verdicts = new Map<Guard, string | null>();

async function withAllInPlace(tree: Tree): Promise<void> {
  for (const isBrowser of [false, true]) {
    const those = chosen.filter(({ shownBy }) => isBrowserTest(shownBy) === isBrowser);
    if (those.length === 0) continue;
    if (isBrowser) await buildTree(tree.folder);
    const outcomes = await outcomesOf(tree, those);
    for (const guard of those) verdicts.set(guard, withGuard(guard.shownBy, outcomes));
  }
}

async function withoutOne(tree: Tree, guard: Guard): Promise<string | null> {
  const putBack = tree.remove(guard.removals);
  try {
    if (isBrowserTest(guard.shownBy)) await buildTree(tree.folder);
    return withoutGuard(guard.shownBy, await outcomesOf(tree, [guard]));
  } catch (error) {
    return (error as Error).message;
  } finally {
    putBack();
  }
}

function outcomesOf(tree: Tree, those: readonly Guard[]): Promise<Outcome[]> {
  const shown = those.map(({ shownBy }) => shownBy);
  const files = [...new Set(shown.map(({ test }) => test))];
  const pattern = [...new Set(shown.map(({ title }) => titlePattern(title)))].join('|');
  const run = shown.every(isBrowserTest) ? runPlaywright : runVitest;
  return run(tree.folder, { files, pattern });
}

function tell(guard: Guard, wrong: string | null): void {
  console.log(`${wrong === null ? 'shown ' : 'NOT   '} ${guard.rule.padEnd(9)} ${guard.attack}`);
  if (wrong !== null) console.log(`       ${guard.shownBy.test}: ${wrong}`);
}

const trees = Array.from({ length: atOnce }, (_, i) => new Tree(`${process.pid}-${i}`));
try {
  console.log(`${chosen.length} guards; their tests with all of them in place...`);
  if (trees[0] !== undefined) await withAllInPlace(trees[0]);
  const left = [...chosen];
  await Promise.all(
    trees.map(async (tree) => {
      for (let guard = left.shift(); guard !== undefined; guard = left.shift()) {
        const wrong = verdicts.get(guard) ?? (await withoutOne(tree, guard));
        verdicts.set(guard, wrong);
        tell(guard, wrong);
      }
    }),
  );
} finally {
  for (const tree of trees) tree.dispose();
}
const wrong = [...verdicts.values()].filter((verdict) => verdict !== null).length;
console.log(
  `\n${chosen.length - wrong} of ${chosen.length} guards shown by a test that fails without them`,
);
process.exitCode = wrong > 0 ? 1 : 0;
