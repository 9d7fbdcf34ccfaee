// `npm test`: everything that checks the project, one step after the other. Goes on after a
// failing step, so that one run tells all, and ends with one line that counts every runner's tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, installPrograms, missingPrograms } from './machine.mjs';

const root = new URL('..', import.meta.url).pathname;
const reports = mkdtempSync(join(tmpdir(), 'outlive-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs one step with its own output on this terminal; true when it exits with 0. */
function run(title, command, args, env = {}) {
  console.log(`\n== ${title}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (error) console.log(`${command} could not be started: ${error.message}`);
  return status === 0;
}

/** A step that counts as one test. */
function check(title, command, ...args) {
  const passed = run(title, command, args);
  total[passed ? 'passed' : 'failed'] += 1;
  return passed;
}

/** A step whose runner counts its own tests: `read` turns its report into such a count. */
function suite(title, args, env, report, read) {
  const passed = run(title, 'npx', args, env);
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

const missing = missingPrograms();
if (missing.length > 0) installPrograms(missing);

const built = check('build', 'npm', 'run', '-s', 'build');
check('types', 'npm', 'run', '-s', 'types');
check('lint', 'npm', 'run', '-s', 'lint');
check('dead code', 'npm', 'run', '-s', 'dead');

const unitReport = join(reports, 'unit.json');
suite(
  'unit',
  [
    'vitest',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitReport}`,
  ],
  {},
  unitReport,
  (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }),
);

const browserReport = join(reports, 'browser.json');
suite(
  'browser',
  ['playwright', 'test', '--config', 'test/browser/playwright.config.ts', '--reporter=list,json'],
  { CHROMIUM_PATH: findChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
  browserReport,
  ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }),
);

if (built) check('budget', 'npm', 'run', '-s', 'budget');
else total.skipped += 1;

rmSync(reports, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
