import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type JobScript, scriptArgv, scriptText, waitsFor } from '../../server/sessions/script.ts';

const plain: JobScript = {
  ...{ name: 'exp01', cwd: '/data/net', after: null, waitForGpus: null, activation: [] },
  ...{ gpus: null, gpuVariables: [], env: {}, command: 'python train.py', shell: '/bin/bash' },
  keepShell: false,
  tools: { node: '/usr/bin/node', bundle: '/s/outlive.cjs', stateRoot: "/home/o'neil" },
};

describe("a job's script", () => {
  test('[JOB1] is as short as what was asked for', () => {
    expect(
      scriptText(plain),
    ).toBe(`# exp01: written by Outlive and kept with the session. This is all that runs.

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
    const argv = (shell: string, login = true) => scriptArgv({ shell, login }, ["/s/it's\\x"]);
    expect(argv('/usr/bin/zsh')).toEqual(['/usr/bin/zsh', '-l', "/s/it's\\x"]);
    expect(argv('/bin/bash', false)).toEqual(['/bin/bash', "/s/it's\\x"]);
    expect(argv('/usr/bin/fish')).toEqual([
      ...['/usr/bin/fish', '-l', '-c', "exec '/bin/bash' '/s/it\\'s\\\\x'"],
    ]);
    expect(argv('/usr/bin/tcsh')).toEqual(['/bin/bash', '-l', "/s/it's\\x"]);
    expect(argv('/usr/bin/fish', false)).toEqual(['/bin/bash', "/s/it's\\x"]);
  });
});
