// What sessions' output says of their runs, from real programs to the list.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInWords, runOf } from '../../../server/cli/run-words.ts';
import { parseWatch } from '../../../server/protocol/watch.ts';
import { parseReport } from '../../../server/protocol/watch-report.ts';
import { SessionDirectory, summaryOf } from '../../../server/sessions/session-directory.ts';
import { noProfile, TestGateway, testState } from '../gateways.ts';

async function paired() {
  const gateway = await TestGateway.start(await testState());
  return { gateway, device: await gateway.pair() };
}
type Device = Awaited<ReturnType<typeof paired>>['device'];

const start = (device: Device, name: string, command: string) =>
  device.call('POST /api/sessions', {
    ...{ name, command, cwd: '/tmp', env: noProfile, cols: 80, rows: 24 },
  });
const shown = async (device: Device, name: string) =>
  (await device.call(`GET /api/sessions/${name}`)).body;
const within = { timeout: 20_000, interval: 100 };

const training =
  'for i in $(seq 1 40); do echo "step $i/80 loss 0.$((900 - i))"; sleep 0.02; done; exec sleep 1000';

describe('what output says of a run', () => {
  it('[WATCH12] is in the list though nobody looks, with a report for curves, for scripts and for the page', async () => {
    const { device } = await paired();
    await start(device, 'train', training);
    await expect.poll(async () => (await shown(device, 'train')).progress?.done, within).toBe(40);
    const session = await shown(device, 'train');
    expect(session.progress).toMatchObject({ scope: 'run', total: 80, fraction: 0.5 });
    expect(session.headline).toEqual({
      ...{ name: 'loss', value: 0.86, trend: -1, best: 0.86, better: 'lower' },
    });
    expect(session).toMatchObject({ quiet: null, waitingForInput: null });
    expect('watch' in session).toBe(false);
    const [short] = (await device.call('GET /api/sessions?watch=short')).body;
    expect(parseWatch(short.watch)).toMatchObject({ metrics: 1, progress: { done: 40 } });
    expect('progress' in short).toBe(false);
    const report = parseReport((await device.call('GET /api/sessions/train/watch')).body);
    expect(report).toMatchObject({ whole: true, read: 1, gpus: [] });
    expect(report?.series[0]).toMatchObject({ name: 'loss', group: 'loss', taken: 40 });
    expect(report?.series[0]?.points[4]).toMatchObject({ step: 5, value: 0.895, line: 4 });
    const next = parseReport(
      (await device.call(`GET /api/sessions/train/watch?since=${report?.next}`)).body,
    );
    expect(next).toMatchObject({ whole: false, series: [] });
    const { metrics } = (await device.call('GET /api/sessions/train/metrics?names=loss&points=10'))
      .body;
    expect(metrics.loss.points.length).toBeLessThanOrEqual(10);
    expect(metrics.loss.points.at(-1).slice(0, 2)).toEqual([40, 0.86]);
    expect((await device.call('GET /api/sessions/train/watch?points=x')).status).toBe(400);
    expect((await device.call('GET /api/sessions/none/watch')).status).toBe(404);
  }, 40_000);

  it('[WATCH16] has the samples of its GPUs in the report, then those that are newer', async () => {
    const { gateway, device } = await paired();
    const { id } = (await start(device, 'gpus', 'echo step 1/80 loss 0.5; exec sleep 1000')).body;
    const sampled = [1_764_570_000, 1_764_570_010, 1_764_570_020].map((time) => [
      time,
      99,
      5,
      300,
      null,
      4,
    ]);
    const history = { index: 1, name: 'NVIDIA A100', totalMiB: 40_960 };
    const path = join(gateway.state.sessionsDir, id, 'gpus.json');
    const keep = (samples: unknown[]) =>
      writeFileSync(path, JSON.stringify([{ ...history, samples }]));
    const ask = async (since = '') =>
      parseReport((await device.call(`GET /api/sessions/gpus/watch?points=10${since}`)).body);
    keep(sampled.slice(0, 2));
    await expect.poll(async () => (await ask())?.read, within).toBe(1);
    const first = await ask();
    expect(first?.gpus[0]).toMatchObject(history);
    expect(first?.gpus[0]?.samples[1]).toEqual({
      ...{
        time: 1_764_570_010_000,
        use: 99,
        memoryMiB: 5,
        watts: 300,
        celsius: null,
        ownMemoryMiB: 4,
      },
    });
    const second = await ask(`&since=${first?.next}`);
    expect(second).toMatchObject({ whole: false, gpus: [] });
    keep(sampled);
    const third = await ask(`&since=${second?.next}`);
    expect(third?.gpus[0]?.samples.map(({ time }) => time)).toEqual([1_764_570_020_000]);
  }, 40_000);

  it('[WATCH12] stays when the session has ended, and with the next gateway', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const device = await gateway.pair();
    await start(device, 'short', training.replace('exec sleep 1000', 'exit 3'));
    await expect.poll(async () => (await shown(device, 'short')).state, within).toBe('ended');
    await expect.poll(async () => (await shown(device, 'short')).progress?.done, within).toBe(40);
    expect((await shown(device, 'short')).progress.eta).toBeNull();
    const report = parseReport((await device.call('GET /api/sessions/short/watch')).body);
    expect(report?.series[0]?.last).toMatchObject({ step: 40, value: 0.86 });
    const listed = async () => {
      const summary = await new SessionDirectory(state)
        .find('short')
        .then((entry) => summaryOf(entry));
      return runInWords(await runOf(summary, state.sessionsDir, Date.now()), Date.now());
    };
    await expect.poll(listed, within).toBe(' 50% loss 0.86');
    await gateway.gateway.close();
    const next = await TestGateway.start(state);
    const later = await next.pair();
    expect((await shown(later, 'short')).progress).toMatchObject({
      done: 40,
      total: 80,
      eta: null,
    });
  }, 40_000);

  it('[WATCH13] shells, REPLs and readers without a question wait for nothing', async () => {
    const { device } = await paired();
    const calm = {
      ...{
        bash: 'bash --norc -i',
        sh: 'sh -i',
        repl: 'python3 -q',
        cat: 'cat',
        sleep: 'sleep 1000',
      },
      server: 'python3 -m http.server --bind 127.0.0.1 0',
    };
    for (const [name, command] of Object.entries(calm)) await start(device, name, command);
    const question = 'Are you sure you want to continue connecting (yes/no/[fingerprint])?';
    await start(device, 'asks', `bash -c 'printf "${question} " > /dev/tty; read x < /dev/tty'`);
    await expect
      .poll(async () => (await shown(device, 'asks')).waitingForInput?.prompt, within)
      .toBe(question);
    for (const name of Object.keys(calm))
      expect([name, await shown(device, name)]).toMatchObject([
        name,
        { state: 'running', waitingForInput: null, quiet: null, progress: null },
      ]);
  }, 60_000);

  it.each([
    ['python', `python3 -c 'input("Overwrite? [y/N] ")'`, 'Overwrite? [y/N]'],
    ['read', 'bash -c \'read -p "Which one? " x\'', 'Which one?'],
    ['above', 'bash -c "echo Delete everything?; read x"', 'Delete everything?'],
    ['getpass', "python3 -c 'import getpass; getpass.getpass()'", 'Password:'],
  ])(
    '[WATCH13] %s waits for input, and says what is asked',
    async (name, command, prompt) => {
      const { device } = await paired();
      await start(device, name, command);
      await expect
        .poll(async () => (await shown(device, name)).waitingForInput?.prompt, within)
        .toBe(prompt);
      const { waitingForInput } = await shown(device, name);
      expect(Date.now() - Date.parse(waitingForInput.since)).toBeLessThan(30_000);
      await device.call(`POST /api/sessions/${name}/input`, { text: 'y\n' });
      await expect.poll(async () => (await shown(device, name)).state, within).toBe('ended');
      expect((await shown(device, name)).waitingForInput).toBeNull();
    },
    60_000,
  );
});
