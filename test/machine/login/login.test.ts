import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Login } from '../../../server/machine/login/login.ts';
import { homeWith } from './shells.ts';

test('[LOGIN4] a login is asked once, and again when a start-up file changes or on demand', async () => {
  const count = 'echo asked >>"$HOME/asked"\n';
  const home = homeWith({ '.bash_profile': `${count}export V=1\n` });
  const asked = () => readFileSync(join(home, 'asked'), 'utf8').trim().split('\n').length;
  const login = new Login(() => ({ name: 'ada', home, shell: '/bin/bash' }));
  const value = async () => (await login.answer())?.environment.V;
  expect(await Promise.all([value(), value(), value()])).toEqual(['1', '1', '1']);
  expect([await value(), asked()]).toEqual(['1', 1]);
  writeFileSync(join(home, '.bash_profile'), `${count}export V=two\n`);
  expect([await value(), asked()]).toEqual(['two', 2]);
  writeFileSync(join(home, '.bashrc'), '# new\n');
  expect([await value(), asked()]).toEqual(['two', 3]);
  expect([(await login.refresh()).environment.V, asked()]).toEqual(['two', 4]);
  expect(await login.answer(10_000)).toMatchObject({ problem: null });
});

test('[LOGIN4] who cannot wait is told that nothing is known yet', async () => {
  const home = homeWith({ '.bash_profile': 'sleep 1\nexport V=1\n' });
  const login = new Login(() => ({ name: 'ada', home, shell: '/bin/bash' }));
  expect(await login.answer(1)).toBeNull();
  expect((await login.answer())?.environment.V).toBe('1');
});
