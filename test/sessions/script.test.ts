import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type JobScript,
  scriptArgv,
  scriptText,
  unbegunFile,
  waitsFor,
} from '../../server/sessions/script.ts';

const programs = ['/bin', '/usr/bin', '/usr/local/bin'].flatMap((folder) =>
  ['bash', 'dash', 'zsh', 'fish', 'tcsh'].map((name) => `${folder}/${name}`),
);

const plain: JobScript = {
  ...{ name: 'exp01', cwd: '/data/net', after: null, waitForGpus: null },
  ...{ definitions: [], activation: [] },
  ...{ gpus: null, gpuVariables: [], env: {}, command: 'python train.py', shell: '/bin/bash' },
  keepShell: false,
  tools: { node: '/usr/bin/node', bundle: '/s/outlive.cjs', stateRoot: "/home/o'neil" },
};

describe("a job's script", () => {
  test('[JOB1] is as short as what was asked for', () => {
    expect(
      scriptText(plain),
    ).toBe(`# exp01: written by Outlive and kept with the session. This is all that runs.

/bin/rm -f -- "\${0%/*}/unbegun"

cd -- '/data/net' || exit 1

trap 'exit 143' HUP TERM

python train.py
`);
  });

  test('[JOB1] waits first, with nothing of a login in its way, then goes on as a person would', () => {
    const text = scriptText({
      ...plain,
      after: { id: 'abcd1234', name: 'train', anyway: false },
      waitForGpus: { count: 2, minFreeMiB: 8000, among: [0, 1, 3] },
      gpuVariables: ['CUDA_VISIBLE_DEVICES'],
      activation: ["conda activate '/e' || exit 1"],
      env: { LR: "it's" },
      keepShell: true,
    });
    const lines = text.split('\n');
    const at = (part: string) => lines.findIndex((line) => line.includes(part));
    const order = [
      ...["OUTLIVE_STATE_DIR='/home/o'\\''neil' '/usr/bin/node'", 'outlive wait -t abcd1234 ||'],
      ...['gpus=$(outlive wait-gpu --count 2 --min-free 8000 --among 0,1,3) || exit 1'],
      ...['unset -f outlive', "cd -- '/data/net'", "conda activate '/e'"],
      ...['CUDA_DEVICE_ORDER=PCI_BUS_ID', 'CUDA_VISIBLE_DEVICES="$gpus"', "LR='it'\\''s'"],
      ...['keep_a_shell()', 'wait-gpu --give-back', 'trap keep_a_shell EXIT', 'python train.py'],
    ].map(at);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
    execFileSync('bash', ['-n', '-c', text]);
    execFileSync('sh', ['-n', '-c', text]);
  });

  test('[JOB1] says what it waits for', () => {
    const after = { id: 'abcd1234', name: 'train', anyway: true };
    expect(waitsFor({ after, waitForGpus: null })).toBe('train');
    const two = { count: 2, minFreeMiB: null, among: null };
    expect(waitsFor({ after: null, waitForGpus: two })).toBe('2 free GPUs');
  });

  test('[JOB1] is run by the login shell, and by another where that reads another language', () => {
    const argv = (shell: string) => scriptArgv(shell, ["/s/it's\\x"]);
    expect(argv('/usr/bin/zsh')).toEqual(['/usr/bin/zsh', '-f', "/s/it's\\x"]);
    for (const shell of ['/usr/bin/fish', '/usr/bin/tcsh', '/bin/bash']) {
      expect(argv(shell)).toEqual(['/bin/bash', "/s/it's\\x"]);
    }
  });

  /** Each with a file that every start of it reads, which is to end it. */
  const shells = [
    ['bash', '.bash_profile'],
    ['dash', '.profile'],
    ['zsh', '.zshenv'],
    ['fish', '.config/fish/config.fish'],
    ['tcsh', '.cshrc'],
  ] as const;

  test.each(shells)(
    '[JOB1] [LOGIN2] of a user of %s is run as it is meant, and reads no start-up file',
    (name, file) => {
      const shell = programs.find((path) => path.endsWith(`/${name}`) && existsSync(path));
      if (shell === undefined) return;
      const home = mkdtempSync("/tmp/o l's-");
      onTestFinished(() => rmSync(home, { recursive: true, force: true }));
      mkdirSync(join(home, '.config/fish'), { recursive: true });
      writeFileSync(join(home, file), 'exit 7\n');
      const script = join(home, 'script');
      writeFileSync(join(home, unbegunFile), '');
      const env = { HOME: home, PATH: '/usr/bin:/bin', SHELL: shell, FROM_LOGIN: 'yes' };
      const text = scriptText({
        ...{ ...plain, cwd: home, shell: '/bin/sh', keepShell: true, gpus: [] },
        env: { LR: "0.1 it's $(x)" },
        gpuVariables: ['CUDA_VISIBLE_DEVICES'],
        activation: ['export PATH=\'/e/bin\':"$PATH"'],
        command:
          'echo "$FROM_LOGIN|$LR|$(echo "$PATH" | cut -d: -f1)|$(env | grep ^CUDA_V)"\nexit 3',
      });
      writeFileSync(script, text);
      const [program, ...args] = scriptArgv(shell, [script]);
      const { stdout } = spawnSync(program, args, { env, input: 'echo "still $LR"\n' });
      const lines = String(stdout).split('\n');
      expect(lines).toContain("yes|0.1 it's $(x)|/e/bin|CUDA_VISIBLE_DEVICES=");
      expect(lines).toContain('[the command ended with exit 3; this shell stays open]');
      expect(String(stdout)).toContain("still 0.1 it's $(x)");
      expect(existsSync(join(home, unbegunFile))).toBe(false);
    },
  );
});
