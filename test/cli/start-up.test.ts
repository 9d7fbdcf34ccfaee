import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { outlive } from './outlive.ts';

test('[CLI23] what ls and has-session load is small, and nothing of the gateway or an emulator', () => {
  const code = readFileSync(outlive().program[1].replace('main.js', 'outlive.js'), 'utf8');
  expect(code.length).toBeLessThan(160_000);
  for (const foreign of ['engine.io', 'X-Powered-By', 'ZodError', 'DECSTBM', 'xterm']) {
    expect([foreign, code.replaceAll('xterm-256color', '').includes(foreign)]).toEqual([
      foreign,
      false,
    ]);
  }
});
