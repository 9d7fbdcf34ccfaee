// Output that is no run's: nothing in it is progress, and nothing is worth an alert.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { progressOf } from '../../server/watch/progress.ts';
import { alertsOf } from '../../server/watch/verdict.ts';
import { watched, watchedText } from './watched.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function quiet(state: ReturnType<typeof watchedText>): unknown[] {
  const alerts = alertsOf(state, null, null).filter((one) => one.push || one.severity !== 'info');
  return [...alerts, ...progressOf(state).filter(({ fraction }) => fraction !== null)];
}

const filesUnder = (folder: string, pattern: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(root, folder, name));

const run = (command: string, args: readonly string[]) => {
  try {
    const env = { ...process.env, PAGER: 'cat', MANPAGER: 'cat', GIT_PAGER: 'cat' };
    return execFileSync(command, args, {
      cwd: root,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? '');
  }
};

describe('output of no run', () => {
  test.each(['ls', 'git log', 'git diff', 'git show', 'ps', 'df', 'free', 'env'])(
    '[WATCH3] %s',
    (what) => {
      const commands: Readonly<Record<string, [string, string[]]>> = {
        ls: ['ls', ['-lR', 'server', 'test', 'docs']],
        'git log': ['git', ['log', '--stat', '-200', '--', '.', ':!test/fixtures']],
        'git diff': ['git', ['diff', 'HEAD~20', '--', '.', ':!test/fixtures']],
        'git show': ['git', ['log', '-p', '-30', '--', '.', ':!test/fixtures']],
        ps: ['ps', ['aux']],
        df: ['df', ['-h']],
        free: ['free', ['-m']],
        env: ['env', []],
      };
      const [command, args] = commands[what] as [string, string[]];
      expect(quiet(watchedText(run(command, args).slice(0, 2_000_000)))).toEqual([]);
    },
  );

  test.each(['server', 'client', 'test', 'docs'])('[WATCH3] the sources under %s', (folder) => {
    for (const file of filesUnder(folder, /\.(?:ts|tsx|md|mjs|css|html|json|sh)$/)) {
      // Examples of what is understood.
      if (/fixtures.watch|test.(?:watch|browser)|watching\.md|watching\.test/.test(file)) continue;
      expect([file, quiet(watchedText(readFileSync(file, 'utf8').slice(0, 200_000)))]).toEqual([
        file,
        [],
      ]);
    }
  });

  test('[WATCH3] screens and shells that were recorded', () => {
    for (const file of filesUnder('test/fixtures/recordings', /\.out$/)) {
      if (/pytest|tqdm/.test(file)) continue;
      expect([file, quiet(watched(readFileSync(file)).state)]).toEqual([file, []]);
    }
  });

  test.each([
    ['a listing of sizes', 'total 48\n-rw-r--r-- 1 u u 4096 Nov 30 23:30 step 3\n4.0K\t./epoch\n'],
    [
      'tests that pass',
      '# tests 12\n# pass 12\n# fail 0\nok 3 - step 4 of 5 (12ms)\n100% tests passed, 0 tests failed out of 12\n',
    ],
    [
      'coverage',
      'Name      Stmts   Miss  Cover\nmain.py      10      1    90%\nTOTAL        10      1    90%\n',
    ],
    ['CSV', 'id,price,share\n1,3.5,20%\n2,4.5,30%\n3,5.5,50%\n'],
    [
      'prose',
      'Step 3: preheat to 200. Use 1/2 cup. 50% of people on 24/7 duty, see page 3 of 12.\nIn epoch 4 the loss of 3 ships\n',
    ],
    [
      'a grep for errors',
      'a.py:12:    raise RuntimeError("CUDA out of memory")\nb.md:3: Traceback (most recent call last):\nc.log: Segmentation fault\n',
    ],
    [
      'dates and versions',
      '2026-05-04 10:00:00 v1.2.3 127.0.0.1:8080 05/04 3/4/2026\n1.2.3 -> 1.2.4\n',
    ],
    [
      'nvidia-smi',
      '| 30%   45C    P8    20W / 450W |    500MiB / 24564MiB |      3%      Default |\n| 31%   46C    P8    21W / 450W |    501MiB / 24564MiB |      4%      Default |\n',
    ],
    [
      'top',
      'Tasks: 210 total,   1 running, 209 sleeping\n%Cpu(s):  2.0 us,  1.0 sy\nMiB Mem :  15800.0 total,    500.0 free\n  1 root      20   0  100 50 20 S  12.5  0.3   0:01.20 node\n',
    ],
    [
      'vmstat',
      ' r  b   swpd   free   buff  cache\n 1  0      0 500000  20000 900000\n 2  0      0 500100  20000 900100\n',
    ],
    ['settings', 'learning_rate: 0.001\nbatch_size: 32\nmax_steps: 1000\nepochs = 10\n'],
    ['a menu', '[1/3] apples\n[2] pears\n(3/3) plums\n1) one\n2) two\n'],
    ['ratios', 'Passed 3/5\nScore 7/10\nAttempt 2/5\nGPU 1/8\nfold 2/5\nretry 1/3\n'],
  ])('[WATCH3] %s', (_, text) => {
    expect(quiet(watchedText(text))).toEqual([]);
  });
});
