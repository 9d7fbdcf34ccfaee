// What is derived from a session's output while its gateway and view process are killed on the way.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { thisMachine } from '../../server/identity/machine.ts';
import { linesDirectory } from '../../server/screen/transcript/generations.ts';
import { Gateways } from './gateways.ts';
import { outlive } from './outlive.ts';

const stages = 5;
/** Writes recordings again and again, in stages, each when it is told to. */
const replay = `
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
const [folder, ...names] = process.argv.slice(2);
const all = Buffer.concat(names.map((name) => readFileSync(folder + name + '.out')));
for (let stage = 0; stage < ${stages}; stage++) {
  while (!existsSync('go' + stage)) await wait(20);
  for (let round = 0; round < 20; round++) {
    for (let sent = 0; sent < all.length; ) sent += writeSync(1, all, sent);
    await wait(20);
  }
}
console.log('the end');
`;

test('[TEXT11] [VIEW7] [VIEW9] gateways and view processes killed on the way change no line and no byte of its files', async () => {
  const cli = outlive();
  const gateways = new Gateways(cli);
  await gateways.start();
  const authorization = `Bearer ${await gateways.pair()}`;
  const log = async (query = ''): Promise<string> => {
    const url = `${gateways.url}/api/sessions/job/log${query}`;
    return (await fetch(url, { headers: { authorization } })).text();
  };
  const script = join(cli.stateDir, 'replay.mjs');
  writeFileSync(script, replay);
  const folder = fileURLToPath(new URL('../fixtures/recordings/', import.meta.url));
  const names = 'git-log tqdm bash pytest clear vim region unicode';
  await cli.run(
    'new',
    '-d',
    '-s',
    'job',
    `stty -opost -echo; exec node ${script} ${folder} ${names}`,
  );
  const machine = thisMachine().id;
  const [{ id } = { id: '' }] = JSON.parse((await cli.run('ls', '--json')).stdout);
  const session = join(cli.stateDir, machine, 's', id);
  const written = () =>
    readdirSync(join(session, 'output'))
      .filter((name) => name.endsWith('.log'))
      .reduce((sum, name) => sum + statSync(join(session, 'output', name)).size, 0);
  for (let stage = 0; stage < stages; stage++) {
    await log('?tail=1');
    const before = written();
    writeFileSync(join(cli.stateDir, `go${stage}`), '');
    // In the midst of what is being written and read.
    await expect.poll(written, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before + 200_000);
    if (stage % 2 === 0) {
      await gateways.kill();
      await gateways.start();
    } else {
      const [view] = execFileSync('pgrep', ['-P', String(gateways.pid), '-f', 'screen/main.js'])
        .toString()
        .split('\n');
      process.kill(Number(view), 'SIGKILL');
    }
  }
  await cli.run('wait', '-t', 'job');
  const ended = async () => log('?tail=1');
  await expect.poll(ended, { timeout: 60_000 }).toBe('the end\n');
  const killed = await log();
  const files = () =>
    readdirSync(linesDirectory(join(session, 'output')))
      .filter((name) => /\.(lines|index)$/.test(name))
      .map(
        (name) =>
          `${name} ${readFileSync(join(linesDirectory(join(session, 'output')), name), 'base64')}`,
      );
  await gateways.kill();
  const before = files();
  for (const derived of ['transcript', 'view'])
    rmSync(join(session, derived), { recursive: true, force: true });
  await gateways.start();
  await expect.poll(ended, { timeout: 60_000 }).toBe('the end\n');
  expect((await log()) === killed).toBe(true);
  await gateways.kill();
  expect(files().join('\n') === before.join('\n')).toBe(true);
  expect(killed.length).toBeGreaterThan(1_000_000);
}, 180_000);
