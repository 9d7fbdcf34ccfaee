// Start-up files that are still busy when the time is up.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askLogin } from '../../../server/machine/login/ask-shell.ts';
import { until } from '../../sessions/harness.ts';
import { homeWith } from './shells.ts';

test('[LOGIN7] a start-up file that holds a lock when the time is up takes it back', async () => {
  const busy = `trap 'rm -f "$HOME/lock"' EXIT; touch "$HOME/lock"; sleep 300`;
  const home = homeWith({ '.bash_profile': `bash -c '${busy.replaceAll("'", `'\\''`)}'\n` });
  const lock = join(home, 'lock');
  const asked = askLogin({
    shell: '/bin/bash',
    fresh: { HOME: home, PATH: process.env.PATH ?? '' },
    withinMs: 3000,
  });
  await until('the lock is held', () => existsSync(lock));
  expect((await asked).problem).toContain('did not finish within 3 s');
  await until('the lock is gone', () => !existsSync(lock));
});
