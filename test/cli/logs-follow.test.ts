// `logs -f` beside GET /log, while real programs' output goes on arriving.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Gateways } from './gateways.ts';
import { outlive } from './outlive.ts';

/** Writes recordings as they came: a line, or a drawing of bars, at a time; waits in the middle. */
const replay = String.raw`
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
const [folder, ...names] = process.argv.slice(2);
const frame = '\x1b[H\x1b[2Jtemperature 40\r\npower 300\r\n';
const parts = names.flatMap((name) => {
  if (name === 'frames') return [frame, frame, frame, frame, 'the end\r\n'];
  const output = readFileSync(folder + name + '.out', 'latin1');
  return output.split(name === 'tqdm' ? /(?<=\x1b\[A)/ : /(?<=\n)/);
});
for (let at = 0; at < parts.length; at++) {
  if (at === 0 || at === parts.length >> 1) while (!existsSync('go' + at)) await wait(20);
  if (at === 0) console.log('parts', parts.length);
  const bytes = Buffer.from(parts[at], 'latin1');
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(1, bytes, sent);
  if (at % 7 === 0 || parts[at] === frame) await wait(at % 70 === 0 || parts[at] === frame ? 80 : 3);
}
`;

test.each([
  [['git-log', 'unicode', 'tqdm', 'bash', 'pytest']],
  [['clear', 'vim', 'tqdm', 'frames', 'python', 'region']],
])(
  '[CLI9] [GATE49] followed, the lines of %j are those of GET /log',
  async (names) => {
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
    await cli.run(
      'new',
      '-d',
      '-s',
      'job',
      `stty -opost -echo; exec node ${script} ${folder} ${names.join(' ')}`,
    );
    const whole = followed('logs', '-f', '-t', 'job');
    writeFileSync(join(cli.stateDir, 'go0'), '');
    await expect.poll(log, { timeout: 20_000 }).toMatch(/^parts \d+\n/);
    const middle = Number(/\d+/.exec(await log())?.[0]) >> 1;
    // It waits for us now: its screen stays as it is.
    let before = '';
    await expect
      .poll(
        async () => {
          const [last, now] = [before, await log()];
          before = now;
          return now === last;
        },
        { interval: 300, timeout: 20_000 },
      )
      .toBe(true);
    const end = followed('logs', '-f', '-n', '4', '-t', 'job');
    await expect.poll(end.text, { timeout: 20_000 }).toContain('\n');
    writeFileSync(join(cli.stateDir, `go${middle}`), '');
    await Promise.all([whole.closed, end.closed]);
    const all = await log();
    expect(whole.text()).toBe(all);
    if (names.includes('frames'))
      expect(all).toMatch(/\n\[the 2 lines above were shown 3 times\]\n/);
    const start = before.split('\n').length - 1 - 4;
    expect(end.text()).toBe(all.split('\n').slice(start).join('\n'));
    await gateways.kill();

    function followed(...words: string[]) {
      const child = cli.start(...words);
      let text = '';
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      return { text: () => text, closed: once(child, 'close') };
    }
  },
  60_000,
);
