// `npm test`: everything that checks the project. The unit tests wait more than they work, so the quick
// checks run beside them. Goes on after a failing step, so that one run tells all,
// and ends with one line that counts every runner's tests.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, findChromiumShell, installPrograms, missingPrograms } from './machine.mjs';
import { run } from './step.mjs';

const reports = mkdtempSync(join(tmpdir(), 'outlive-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** An npm script that counts as one test. */
async function check(title, script, beside = true) {
  const step = { command: 'npm', args: ['run', '-s', script], minutes: 5, beside };
  const passed = await run(title, step);
  total[passed ? 'passed' : 'failed'] += 1;
  return passed;
}

/** A step whose runner counts its own tests: `read` turns its report into such a count. */
async function suite(title, step, report, read) {
  const passed = await run(title, { command: 'npx', minutes: 40, ...step });
  const counts = readReport(report, read);
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  // A runner may fail without a failed test: a file that does not load, an error after the end.
  if (!passed && counts.failed === 0) total.failed += 1;
}

function readReport(path, read) {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.log(`The runner left no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function unit() {
  const report = join(reports, 'unit.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['vitest', 'run', '--config', 'test/vitest.config.ts', ...reporters];
  return suite('unit', { args }, report, (found) => ({
    passed: found.numPassedTests,
    failed: found.numFailedTests,
    skipped: found.numPendingTests + found.numTodoTests,
  }));
}

function browser() {
  const report = join(reports, 'browser.json');
  const config = ['--config', 'test/browser/playwright.config.ts', '--reporter=list,json'];
  const env = {
    CHROMIUM_PATH: findChromium(),
    CHROMIUM_SHELL_PATH: findChromiumShell(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  };
  const step = { args: ['playwright', 'test', ...config], env };
  return suite('browser', step, report, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
}

async function checks() {
  for (const title of ['types', 'lint', 'dead', 'budget']) await check(title, title);
}

const missing = missingPrograms();
if (missing.length > 0) installPrograms(missing);

await check('build', 'build', false);
await Promise.all([unit(), checks()]);
// Alone: a flick of a finger is spoiled by a machine that stalls.
await browser();

rmSync(reports, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
