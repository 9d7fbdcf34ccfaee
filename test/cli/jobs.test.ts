import { describe, expect, test } from 'vitest';
import { standIns } from '../machine/stand-ins.ts';
import { outlive } from './outlive.ts';

function machine() {
  const parts = standIns();
  parts.nvidia([0, 31_000, 0]);
  const env = { HOME: parts.home, PATH: `${parts.bin}:${process.env.PATH}`, SHELL: '/bin/bash' };
  return { ...parts, cli: outlive(env) };
}

describe('jobs on the command line', () => {
  test('[JOB20] new --conda and --gpus: the environment and the GPUs, in the caller’s own environment', async () => {
    const { cli, conda } = machine();
    conda(['torch']);
    const said = await cli.runWith(
      { env: { MINE: 'yes' } },
      ...['new', '-d', '-s', 'exp', '--conda', 'torch', '--gpus', '0,2'],
      'echo "$CONDA_DEFAULT_ENV $CUDA_VISIBLE_DEVICES $CUDA_DEVICE_ORDER $MINE"',
    );
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect((await cli.run('wait', '-t', 'exp')).status).toBe(0);
    expect((await cli.run('logs', '-t', 'exp')).stdout).toBe('torch 0,2 PCI_BUS_ID yes\n');
  });

  test('[JOB20] what is not there is refused, and nothing is left behind', async () => {
    const { cli } = machine();
    const none = await cli.run('new', '-d', '--conda', 'nobody', 'true');
    expect(none).toMatchObject({ status: 1 });
    expect(none.stderr).toMatch(/^outlive: The environment "nobody" was not found\./);
    const gpu = await cli.run('new', '-d', '--gpus', '7', 'true');
    expect(gpu.stderr).toBe('outlive: There is no GPU 7 here, only those numbered 0, 1, 2.\n');
    for (const words of [
      ['--gpus', 'all'],
      ['--gpus', '0,0'],
      ['--conda', 'a', '--venv', 'b'],
    ]) {
      expect((await cli.run('new', '-d', ...words, 'true')).status).toBe(2);
    }
    expect(JSON.parse((await cli.run('ls', '--json')).stdout)).toEqual([]);
  });

  test('[JOB21] wait-gpu takes for the script that calls it, until that gives back or ends', async () => {
    const { cli, write } = machine();
    const [node, main] = cli.program;
    const script = write(
      'script',
      `first=$('${node}' '${main}' wait-gpu --count 1)
second=$('${node}' '${main}' wait-gpu --count 1)
echo "$first then $second"
'${node}' '${main}' wait-gpu --count 1 --timeout 0; echo "late: $?"
'${node}' '${main}' wait-gpu --give-back
'${node}' '${main}' wait-gpu --count 2 --min-free 40000 --among 0,2
`,
    );
    const run = () => cli.run('new', '-d', '-s', 'x', `setsid -w bash ${script} 2>&1; true`);
    for (const _ of [1, 2]) {
      await run();
      await cli.run('wait', '-t', 'x');
      // The second time the first one's are free again: its script has ended.
      expect((await cli.run('logs', '-t', 'x')).stdout.split('\n')).toEqual([
        '0 then 2',
        'Waiting for 1 free GPU.',
        'outlive: Gave up waiting for 1 free GPU.',
        'late: 124',
        '0,2',
        '',
      ]);
      await cli.run('rm', '-t', 'x');
    }
  });

  test('[JOB21] wait-gpu says when there can never be so many', async () => {
    const { cli, program } = machine();
    const say = async (...words: string[]) => (await cli.run('wait-gpu', ...words)).stderr;
    expect(await say('--count', '4')).toBe(
      'outlive: There are 3 such GPUs here, so 4 are never free. Ask for fewer.\n',
    );
    expect(await say('--count', '1', '--min-free', '80000')).toMatch(/There are 0 such GPUs/);
    expect(await say('--count', '1', '--among', '9')).toMatch(/^outlive: There is no GPU 9 here/);
    expect((await cli.run('wait-gpu')).status).toBe(2);
    program('bin/nvidia-smi', '#!/bin/sh\nexit 6\n');
    expect(await say('--count', '1')).toMatch(/^outlive: There are no GPUs on this computer/);
  });

  test('[JOB23] a GPU is not taken where nothing says that it is idle; MIG slices are named by UUID', async () => {
    const { cli, program } = machine();
    const nvidia = (fields: string, uses: string) =>
      program(
        'bin/nvidia-smi',
        `#!/bin/sh
case "$1" in
--query-gpu=*) echo "0, GPU-0a, NVIDIA A100, ${fields}";;
-L) printf 'GPU 0: NVIDIA A100 (UUID: GPU-0a)\\n  MIG 1g.5gb Device 0: (UUID: MIG-1b)\\n  MIG 1g.5gb Device 1: (UUID: MIG-1c)\\n';;
*) ${uses};;
esac
`,
      );
    const wait = (...words: string[]) =>
      cli.run('wait-gpu', '--count', '1', '--timeout', '0', ...words);
    const hidden = '[Insufficient Permissions]';
    nvidia(`${hidden}, ${hidden}, [N/A]`, 'true');
    const untold = await wait();
    expect(untold).toMatchObject({ status: 1, stdout: '' });
    expect(untold.stderr).toMatch(/^outlive: Whether GPU 0 is in use cannot be told here/);
    // Unified memory: nothing is told of it, but who computes is.
    nvidia('[N/A], [N/A], 0', "echo 'GPU-0a, 77, [N/A]'");
    expect(await wait()).toMatchObject({ status: 124, stdout: '' });
    nvidia('[N/A], [N/A], 0', "echo '[Insufficient Permissions]'");
    expect(await wait()).toMatchObject({ status: 1, stdout: '' });
    nvidia('[N/A], [N/A], 0', 'exit 3');
    expect(await wait()).toMatchObject({ status: 1, stdout: '' });
    nvidia('[N/A], [N/A], 0', 'true');
    expect(await wait()).toMatchObject({ status: 0, stdout: '0\n' });
    expect((await wait('--min-free', '1')).stderr).toMatch(
      /has so much memory free cannot be told/,
    );
    // Taken for the test's own group of processes, which goes on.
    await cli.run('wait-gpu', '--give-back');
    nvidia('40960, 40000, [N/A]', 'true');
    expect(await wait()).toMatchObject({ status: 0, stdout: 'MIG-1b,MIG-1c\n' });
    await cli.run('new', '-d', '-s', 'mig', '--gpus', '0', 'echo "$CUDA_VISIBLE_DEVICES"');
    await cli.run('wait', '-t', 'mig');
    expect((await cli.run('logs', '-t', 'mig')).stdout).toBe('MIG-1b,MIG-1c\n');
  });

  test('[JOB3] a command that waits in a session is on its card, whoever wrote it', async () => {
    const { cli } = machine();
    const [node, main] = cli.program;
    await cli.run('new', '-d', '-s', 'slow', 'sleep 1000');
    await cli.run('new', '-d', '-s', 'own', `'${node}' '${main}' wait -t slow; echo over`);
    await expect
      .poll(async () => {
        const all = JSON.parse((await cli.run('ls', '--json')).stdout);
        return all.find(({ name }: { name: string }) => name === 'own').waitingFor;
      })
      .toBe('slow');
    expect((await cli.run('ls')).stdout).toMatch(/^own: waiting/m);
    await cli.run('kill-session', '-t', 'slow');
    await cli.run('wait', '-t', 'own');
    expect((await cli.run('logs', '-t', 'own')).stdout).toContain('over');
    const itself = `'${node}' '${main}' wait -t me`;
    await cli.run('new', '-d', '-s', 'me', itself);
    await cli.run('wait', '-t', 'me');
    expect((await cli.run('logs', '-t', 'me')).stdout).toContain('cannot wait for its own end');
  });
});
