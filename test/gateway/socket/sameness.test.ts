// Recorded programs, played by a real session through a real gateway, and pages that come late or
// lose their connection: each must end up with the terminal that the whole log makes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { screenDifference } from '../../../server/screen/terminal/compare.ts';
import { Emulator } from '../../../server/screen/terminal/emulator.ts';
import { seeded } from '../../screen/random-output.ts';
import { recording } from '../../screen/recordings.ts';
import { TestGateway, testState } from '../gateways.ts';
import { AttachedPage } from './attached-page.ts';

const partCount = 12;

/** What a page shows that attached as the first of these, and came back as each one after it. */
function shownBy(attachments: readonly AttachedPage[]): Emulator {
  const last = attachments.findLastIndex(({ snapshots }) => snapshots.length > 0);
  const snapshot = attachments[last]?.snapshots.at(-1);
  if (snapshot === undefined) throw new Error('nothing was painted');
  const emulator = new Emulator(snapshot.size, snapshot.offset);
  emulator.feed(snapshot.data);
  for (const { parts } of attachments.slice(last)) emulator.feed(Buffer.concat(parts));
  return emulator;
}

describe('[STREAM3] through the gateway', () => {
  it.each(['vim-editing', 'tmux', 'mc', 'htop', 'emoji'])(
    '%s looks the same to who saw it all, who was cut off again and again, and who came late',
    async (name) => {
      const random = seeded(name.length);
      const state = await testState();
      const gateway = await TestGateway.start(state);
      const device = await gateway.pair();
      const output = recording(name);
      const folder = join(state.root, 'parts');
      mkdirSync(folder);
      const cuts = Array.from({ length: partCount - 1 }, () => random(output.length));
      const ends = [...cuts.sort((a, b) => a - b), output.length];
      ends.forEach((end, n) => {
        writeFileSync(join(folder, String(n)), output.subarray(ends[n - 1] ?? 0, end));
      });
      const play = `for n in $(seq 0 ${partCount - 1}); do read -r x; cat ${folder}/$n; done; read -r x`;
      const { id } = await device.launch(name, `stty -echo -opost; ${play}`);

      const attach = async (cursor: number | null) => {
        const socket = await device.connect();
        return { socket, page: await AttachedPage.attach(socket, id, { cursor }) };
      };
      const steady = await attach(null);
      let fragile = await attach(null);
      const fragiles = [fragile.page];
      const lates: AttachedPage[] = [];
      let seq = 0;
      const bytes = new TextEncoder().encode('\n');
      for (const end of ends) {
        await steady.socket.emitWithAck('input', {
          session: id,
          source: 'page',
          seq: ++seq,
          bytes,
        });
        // Sometimes cut off in the midst of what comes.
        if (random(3) > 0) {
          fragile.socket.disconnect();
          fragile = await attach(fragile.page.cursor);
          fragiles.push(fragile.page);
        }
        await steady.page.until(() => steady.page.cursor >= end);
        if (random(3) === 0) lates.push((await attach(null)).page);
      }
      const all = new Emulator({ cols: 100, rows: 30, owner: '' });
      all.feed(output);
      const pages = [[steady.page], fragiles, ...lates.map((late) => [late])];
      for (const [n, attachments] of pages.entries()) {
        const page = attachments.at(-1);
        await page?.until(() => page.cursor === output.length);
        expect(screenDifference(all, shownBy(attachments), 0), `page ${n}`).toBe(null);
      }
      expect(fragiles.some(({ start }) => start.kind === 'resume')).toBe(true);
    },
    60_000,
  );
});
