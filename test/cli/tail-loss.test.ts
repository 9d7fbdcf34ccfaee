// The end of a log that the disk did not take: told wherever the log is read.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallDisk } from '../sessions/small-disk.ts';
import { Gateways } from './gateways.ts';
import { type Outlive, outlive } from './outlive.ts';

const lastWords = 'RuntimeError: CUDA out of memory';

function outputOf(stateDir: string): string {
  const [machine = ''] = readdirSync(stateDir).filter((name) => !name.startsWith('.'));
  const sessions = join(stateDir, machine, 's');
  return join(sessions, readdirSync(sessions)[0] ?? '', 'output');
}

/** Bytes that the program wrote, bytes that are in the log, and how many of them are missing at its end. */
function lossOf(output: string): { written: number; kept: number; atEnd: number } {
  const written: number = JSON.parse(readFileSync(join(output, 'exit.json'), 'utf8')).offset;
  const names = readdirSync(output).filter((name) => name.endsWith('.log'));
  const sizes = names.map((name) => statSync(join(output, name)).size);
  const last = names.indexOf(names.toSorted().at(-1) ?? '');
  const end = Number.parseInt(names[last] ?? '', 10) + (sizes[last] ?? 0);
  return { written, kept: sizes.reduce((sum, size) => sum + size, 0), atEnd: written - end };
}

function missingIn(text: string): number {
  const told = [...text.matchAll(/(\d+) bytes of output are missing/g)];
  return told.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

/** Without a gateway, and beside one. */
async function seenEverywhere(cli: Outlive, makeRoom: () => void): Promise<void> {
  const { written, kept, atEnd } = lossOf(outputOf(cli.stateDir));
  expect(atEnd).toBeGreaterThan(0);
  const notice = `[${atEnd} bytes of output are missing]`;
  const lines = (await cli.run('logs', '-t', 'big')).stdout;
  expect(lines.trimEnd().split('\n').at(-1)).toBe(notice);
  expect(missingIn(lines)).toBe(written - kept);
  expect((await cli.run('logs', '-n', '1', '-t', 'big')).stdout.trim()).toBe(notice);
  const raw = await cli.run('logs', '--raw', '-t', 'big');
  expect(raw.stdout).toHaveLength(kept);
  expect(missingIn(raw.stderr)).toBe(written - kept);
  expect(raw.stderr).toMatch(/missing at the end: there was no room for them on the disk\.\n$/);
  makeRoom(); // For the gateway itself.
  const gateways = new Gateways(cli);
  await gateways.start();
  const headers = { authorization: `Bearer ${await gateways.pair()}` };
  const url = `${gateways.url}/api/sessions/big/log`;
  expect((await (await fetch(url, { headers })).text()).trimEnd().split('\n').at(-1)).toBe(notice);
  const asWritten = await fetch(`${url}?raw=1`, { headers });
  expect(asWritten.headers.get('outlive-missing-bytes')).toBe(String(written - kept));
  expect(await asWritten.text()).toHaveLength(kept);
}

test('[LOG12] a disk that was full at the end: `logs`, `--raw`, HTTP and the page’s lines tell how much is missing', async (context) => {
  const disk = smallDisk(12 * 1024);
  if (disk === null) return context.skip();
  const cli = outlive({ OUTLIVE_STATE_DIR: join(disk, 'state') });
  const full = { ...cli, stateDir: join(disk, 'state') };
  const made = await cli.runWith(
    { cwd: disk },
    'new',
    '-d',
    '-s',
    'big',
    `seq 1 3000000; echo "${lastWords}"`,
  );
  expect(made.stderr).toBe('');
  expect((await cli.run('wait', '-t', 'big')).status).toBe(0);
  await seenEverywhere(full, () => execFileSync('mount', ['-o', 'remount,size=64m', disk]));
}, 120_000);
