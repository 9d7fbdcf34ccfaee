// `outlive metrics`: beside no gateway, and beside one.
import { expect, test } from 'vitest';
import { Gateways } from './gateways.ts';
import { outlive } from './outlive.ts';

const print = String.raw`for i in $(seq 1 30); do echo "{\"step\": $i, \"loss\": 0.$((90 - i)), \"=cmd|x,\": $i}"; done; exec sleep 1000`;

test('[WATCH18] metrics prints what a session has printed: in words, as JSON, as CSV', async () => {
  const cli = outlive();
  await cli.run('new', '-d', '-s', 'train', print);
  await expect
    .poll(async () => (await cli.run('metrics', '-t', 'train')).stdout, { timeout: 20_000 })
    .toContain('loss: 0.6 at step 30, 0.6 to 0.89, 30 points (on the card)\n');
  const read = async () => {
    const json = await cli.run('metrics', '-t', 'train', '--json', 'loss');
    return { status: json.status, ...JSON.parse(json.stdout) };
  };
  const before = await read();
  expect(before).toMatchObject({ status: 0, metrics: { loss: { unit: '', better: 'lower' } } });
  const { points } = before.metrics.loss;
  expect(points).toHaveLength(30);
  expect(points[4].slice(0, 2)).toEqual([5, 0.85]);
  expect(points[4][3]).toBe(4);
  expect(Math.abs(Date.parse(points[4][2]) - Date.now())).toBeLessThan(60_000);
  // What a gateway has written down comes to the same.
  await new Gateways(cli).start();
  await expect.poll(read, { timeout: 20_000 }).toEqual(before);
  const csv = (await cli.run('metrics', '-t', 'train', '--csv')).stdout.split('\r\n');
  expect(csv[0]).toBe('name,step,value,time,line');
  expect(csv[5]?.split(',').slice(0, 3)).toEqual(['loss', '5', '0.85']);
  // A spreadsheet takes no name for a formula.
  expect(csv.at(-2)).toMatch(/^"'=cmd\|x,",30,30,/);
  const unknown = await cli.run('metrics', '-t', 'train', 'nothing');
  expect([unknown.status, unknown.stderr]).toEqual([
    1,
    expect.stringContaining('no metric "nothing"'),
  ]);
  expect((await cli.run('metrics', '-t', 'train', '--csv', '--json')).status).toBe(2);
}, 60_000);
