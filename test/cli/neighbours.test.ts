// `serve` on a machine that somebody else uses too: a real account.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { quoted } from '../../server/sessions/program.ts';
import { canMakeUsers, testUsers } from '../sessions/second-user.ts';
import { outlive, untilSaid } from './outlive.ts';

testUsers(1);

const words = /Warning: Others use this machine \(.+\n {2}→ (outlive serve --listen unix:.+)/;

test.skipIf(!canMakeUsers)('[TRUST46] serve says so at its start', async () => {
  const cli = outlive();
  const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
  onTestFinished(() => void gateway.kill());
  const said = await untilSaid(gateway.stdout, /Ctrl\+C stops serving/);
  const line = `outlive serve --listen ${quoted(`unix:${join(cli.env.HOME ?? homedir(), '.outlive-socket/web.sock')}`)}`;
  expect(words.exec(said)?.[1]).toBe(line);
  const { stdout } = await cli.run('doctor');
  expect(stdout).toMatch(/^warning +neighbours +Others use this machine/m);
  expect(stdout).toContain(line);
});

test.skipIf(!canMakeUsers)('[TRUST46] serve at a unix socket does not', async () => {
  const cli = outlive();
  const gateway = cli.start('serve', '--listen', `unix:${join(cli.stateDir, 'web/o.sock')}`);
  onTestFinished(() => void gateway.kill());
  const said = await untilSaid(gateway.stdout, /Ctrl\+C stops serving/);
  expect(said).not.toContain('Others use this machine');
});
