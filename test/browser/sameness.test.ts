import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { build } from 'esbuild';
import type { OwnedSize } from '../../server/protocol/host.ts';
import type { ScreenSnapshot } from '../../server/protocol/page.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';
import { paintTerminal, viewerSnapshot } from '../../server/screen/terminal/snapshot.ts';
import { type Random, randomOutput, seeded } from '../screen/random-output.ts';
import { recording, recordingNames } from '../screen/recordings.ts';
import type { Sameness, Step } from './sameness-page.ts';

declare global {
  interface Window {
    readonly sameness: Sameness;
  }
}

const size: OwnedSize = { cols: 100, rows: 30, owner: '' };

test.beforeEach(async ({ page }) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./sameness-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    outdir: 'unwritten',
    format: 'iife',
    // The comparisons ask it for character sets only, which the page's terminal has, too.
    alias: { '@xterm/headless': '@xterm/xterm' },
    // Its CommonJS build has the default export that the headless one has.
    mainFields: ['main'],
    define: { __OUTLIVE_VERSION__: '"test"' },
    logLevel: 'warning',
  });
  await page.setContent('<!doctype html><body></body>');
  for (const { path, text } of outputFiles) {
    if (path.endsWith('.css')) await page.addStyleTag({ content: text });
    else await page.addScriptTag({ content: text });
  }
});

const play = (page: Page, name: string, steps: readonly Step[]) =>
  page.evaluate(([to, all]) => window.sameness.play(to, all), [name, steps] as const);
const difference = (page: Page) => page.evaluate(() => window.sameness.difference('all', 'late'));

function painted({ data, size: { cols, rows } }: ScreenSnapshot): Step {
  return { kind: 'paint', cols, rows, data: Buffer.from(data).toString('latin1') };
}

/** The bytes in pieces, cut anywhere, as a connection or a message may cut them. */
function written(bytes: Buffer, random: Random): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random(random(3) === 0 ? 40 : 4000);
    steps.push({ kind: 'write', data: bytes.toString('latin1', at, at + length) });
    at += length;
  }
  return steps;
}

function emulatorOf(bytes: Buffer, at = size): Emulator {
  const emulator = new Emulator(at);
  emulator.feed(bytes);
  return emulator;
}

/** The screen after some of the output, and the rest of it. */
function attachedAt(output: Buffer, offset: number, random: Random): Step[] {
  const live = emulatorOf(output.subarray(0, offset));
  const snapshot = viewerSnapshot(live);
  live.dispose();
  return [painted(snapshot), ...written(output.subarray(snapshot.offset), random)];
}

const fresh: Step = { kind: 'paint', cols: 100, rows: 30, data: '' };

test('[STREAM3] in the browser, who attaches late to a real program sees what one sees who saw it all', async ({
  page,
}) => {
  for (const name of recordingNames) {
    const output = recording(name);
    const random = seeded(output.length);
    await play(page, 'all', [fresh, ...written(output, random)]);
    for (let round = 0; round < 3; round++) {
      const offset = random(output.length);
      await play(page, 'late', attachedAt(output, offset, random));
      expect(await difference(page), `${name}, attached at ${offset}`).toBe(null);
    }
  }
});

test('[STREAM3] and the same for 80 random outputs, which the server draws as the browser does', async ({
  page,
}) => {
  const differences: string[] = [];
  for (let seed = 1; seed <= 80; seed++) {
    const random = seeded(seed);
    const output = randomOutput(random, 200);
    await play(page, 'all', [fresh, ...written(output, random)]);
    await play(page, 'late', attachedAt(output, random(output.length), random));
    const found = await difference(page);
    if (found !== null) differences.push(`seed ${seed}: ${found}`);
    const server = emulatorOf(output);
    const inPage = await page.evaluate(() => window.sameness.painted('all'));
    const here = paintTerminal(server, 0);
    let at = 0;
    while (at < here.length && here[at] === inPage[at]) at++;
    if (inPage !== here) {
      const part = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
      differences.push(`seed ${seed}: ${part(inPage)} in place of ${part(here)}`);
    }
    server.dispose();
  }
  expect(differences).toEqual([]);
});

test('[STREAM1] whoever saw a resize sees the same as whoever attaches after it', async ({
  page,
}) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed);
    const output = randomOutput(random, 200);
    const resizedAt = random(output.length);
    const to = { cols: 20 + random(100), rows: 5 + random(60), owner: 'phone' };
    const live = emulatorOf(output.subarray(0, resizedAt));
    live.resize(to);
    const snapshot = viewerSnapshot(live);
    await play(page, 'all', [
      fresh,
      ...written(output.subarray(0, resizedAt), random),
      { kind: 'resize', ...to },
      painted(snapshot),
      ...written(output.subarray(snapshot.offset), random),
    ]);
    const attachedTo = resizedAt + random(output.length - resizedAt);
    live.feed(output.subarray(live.fedTo, attachedTo));
    const late = viewerSnapshot(live);
    await play(page, 'late', [painted(late), ...written(output.subarray(late.offset), random)]);
    live.dispose();
    expect(await difference(page), `seed ${seed}`).toBe(null);
  }
});

test('[STREAM7] a program changes no colour of the theme', async ({ page }) => {
  await play(page, 'all', [fresh]);
  const shown = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.xterm, .xterm *')].map((one) => {
        const { color, backgroundColor } = getComputedStyle(one);
        return `${color} ${backgroundColor}`;
      }),
    );
  await play(page, 'all', [{ kind: 'write', data: 'text \x1b[31mred' }]);
  await expect(page.locator('.xterm-rows .xterm-cursor')).toBeVisible();
  await expect(page.locator('.xterm-rows')).toContainText('text red');
  const before = await shown();
  const colours = '\x1b]4;1;#00ff00\x07\x1b]10;#ff0000\x07\x1b]11;#ff0000\x07\x1b]12;#ff0000\x07';
  await play(page, 'all', [{ kind: 'write', data: colours }]);
  await expect.poll(shown).toEqual(before);
});
