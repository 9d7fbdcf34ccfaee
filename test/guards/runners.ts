// Runs chosen tests in a tree and says of each how it went. Knows Vitest's and Playwright's reports,
// and nothing of guards.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findChromium } from '../machine.mjs';

export interface Outcome {
  readonly file: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Empty unless it failed. */
  readonly message: string;
}

export interface Wanted {
  readonly files: readonly string[];
  /** A regular expression that the titles have to fit. */
  readonly pattern: string;
}

/** Throws with the runner's own words when it leaves no report. */
export async function runVitest(tree: string, { files, pattern }: Wanted): Promise<Outcome[]> {
  const words = ['vitest', 'run', '--config', 'test/vitest.config.ts', ...files, '-t', pattern];
  const report = await reported(tree, (path) => ({
    words: [...words, '--reporter=json', `--outputFile=${path}`],
    env: {},
  }));
  return fromVitest(tree, report as VitestReport);
}

let found: string | undefined;

/** Looked for once, since it says what it finds. */
function chromium(): string {
  found ??= findChromium();
  return found;
}

/** The tree has to be built. Throws with the runner's own words when it leaves no report. */
export async function runPlaywright(tree: string, { files, pattern }: Wanted): Promise<Outcome[]> {
  const config = 'test/browser/playwright.config.ts';
  const report = await reported(tree, (path) => ({
    words: ['playwright', 'test', '--config', config, ...files, '-g', pattern, '--reporter=json'],
    env: { CHROMIUM_PATH: chromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: path },
  }));
  return (report as PlaywrightReport).suites.flatMap(fromPlaywright);
}

/** Throws with what it printed when it fails. */
export async function buildTree(tree: string): Promise<void> {
  const { status, said } = await run(tree, 'npm', ['run', '-s', 'build'], {});
  if (status !== 0) throw new Error(`The build broke: ${said}`);
}

type Told = { readonly words: readonly string[]; readonly env: NodeJS.ProcessEnv };

async function reported(tree: string, how: (path: string) => Told): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-guards-'));
  const path = join(folder, 'report.json');
  try {
    const { words, env } = how(path);
    const { said } = await run(tree, 'npx', words, env);
    if (!existsSync(path)) throw new Error(`No report: ${said}`);
    return JSON.parse(readFileSync(path, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(cwd: string, command: string, words: readonly string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ status: number | null; said: string }>((resolve, reject) => {
    // CI gives tests a second try, which here would only take longer.
    const all = { ...process.env, ...env, CI: undefined };
    const child = spawn(command, words, { cwd, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said = (said + chunk).slice(-4000);
      });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, said }));
  });
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

function fromVitest(tree: string, { testResults }: VitestReport): Outcome[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = name.slice(tree.length + 1);
    // A file that does not load has no tests, and that is no answer.
    if (assertionResults.length === 0) throw new Error(`${file} did not load: ${message}`);
    return assertionResults.map(({ fullName, status, failureMessages = [] }) => ({
      ...{ file, title: fullName, message: failureMessages.join('\n') },
      state: status === 'passed' || status === 'failed' ? status : ('skipped' as const),
    }));
  });
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly file: string;
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly { readonly errors?: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
}

function fromPlaywright({ suites = [], specs = [] }: PlaywrightSuite): Outcome[] {
  const own = specs.map(({ file, title, ok, tests }): Outcome => {
    const errors = tests.flatMap(({ results }) => results.flatMap((one) => one.errors ?? []));
    const message = errors.map((error) => stripVTControlCharacters(error.message ?? '')).join('\n');
    return { file: `test/browser/${file}`, title, state: ok ? 'passed' : 'failed', message };
  });
  return [...own, ...suites.flatMap(fromPlaywright)];
}
