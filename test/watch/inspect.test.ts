import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { outlive } from '../cli/outlive.ts';

const file = (name: string) => fileURLToPath(new URL(`../fixtures/watch/${name}`, import.meta.url));

test('[WATCH7] inspect prints one object, or the same in words', async () => {
  const { run } = outlive();
  const words = [file('slurm-timelimit.out'), '--timing', file('slurm-timelimit.timing')];
  const size = ['--cols', '120', '--rows', '30', '--exit=143'];
  const json = await run('inspect', ...words, ...size, '--json');
  const found = JSON.parse(json.stdout);
  expect(found.progress.at(-1)).toMatchObject({ scope: 'run', done: 13, total: 90 });
  expect(found.metrics['Val Acc'].points.at(-1).slice(0, 2)).toEqual([13, 77]);
  expect(found.alerts.at(-1)).toMatchObject({ severity: 'critical', push: true, line: 15 });
  expect(found.events.filter(({ kind }: { kind: string }) => kind === 'checkpoint').length).toBe(2);
  const told = await run('inspect', ...words, ...size);
  expect(told.stdout).toMatch(/run: 14 % 13 of 90, \d+ s left/);
  expect(told.stdout).toMatch(/Val Acc: 77 at step 13, 13 points, 41 to 77/);
  expect(told.stdout).toMatch(/line 16: failed, timeLimit \(critical, sent\): slurmstepd: error/);
});

test('[WATCH7] options may stand before the file or behind it; what does not fit is refused', async () => {
  const { run } = outlive();
  const traceback = file('traceback.out');
  const before = await run('inspect', '--json', '--exit=1', traceback);
  const behind = await run('inspect', traceback, '--json', '--exit=1');
  expect(before.stdout).toBe(behind.stdout);
  expect(JSON.parse(behind.stdout).alerts[0].text).toMatch(/^FileNotFoundError: /);
  expect(await run('inspect', traceback, 'another')).toMatchObject({ status: 2 });
  expect(await run('inspect', traceback, '--exit=zero')).toMatchObject({ status: 2 });
  expect((await run('inspect', '/nowhere/at/all')).status).toBe(1);
});
