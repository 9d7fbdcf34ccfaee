import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSkipped } from '../../server/screen/follow/skipped.ts';
import { Choking } from '../../server/screen/process/choking.ts';

test('[VIEW13] what choked is remembered, and so is its session', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ol-choke-'));
  const output = join(folder, 'output');
  const said: string[] = [];
  const choking = new Choking((message) => said.push(message));
  expect(choking.isSuspect('poisoned')).toBe(false);
  choking.died({ id: 'poisoned', from: 20_000 }, true, () => output);
  expect(readSkipped(output)).toEqual([16_384]);
  expect([choking.isSuspect('poisoned'), choking.isSuspect('fine')]).toEqual([true, false]);
  expect(said).toEqual([
    'Output of session poisoned at byte 20000 choked the view process; it is skipped.',
  ]);
  choking.forget('poisoned');
  expect(choking.isSuspect('poisoned')).toBe(false);
  rmSync(folder, { recursive: true });
});
