import { describe, expect, test } from 'vitest';
import { plainLine } from '../../server/protocol/log-view.ts';
import { screenDifference } from '../../server/screen/terminal/compare.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';
import { storeEmulator } from '../../server/screen/terminal/restore.ts';
import { paintTerminal, viewerSnapshot } from '../../server/screen/terminal/snapshot.ts';
import { derivedLines } from './derived-lines.ts';
import { randomOutput, seeded } from './random-output.ts';
import { recording, recordingNames } from './recordings.ts';
import { screenText } from './text-of-screen.ts';

const size = { cols: 60, rows: 24, owner: '' };

function emulatorOf(output: Buffer): Emulator {
  const emulator = new Emulator(size);
  emulator.feed(output);
  return emulator;
}

function restored(live: Emulator, rows: number): Emulator {
  const copy = new Emulator(live.size);
  copy.feed(Buffer.from(paintTerminal(live, rows)));
  return copy;
}

describe('a snapshot', () => {
  test('[VIEW1] paints a terminal equal in cells, attributes, cursor and modes, for 400 random outputs', () => {
    const differences: string[] = [];
    for (let seed = 1; seed <= 400; seed++) {
      const live = emulatorOf(randomOutput(seeded(seed), 150));
      const difference = screenDifference(live, restored(live, 1000), 1000);
      if (difference !== null) differences.push(`seed ${seed}: ${difference}`);
    }
    expect(differences.length, differences.slice(0, 12).join('\n')).toBe(0);
  });

  test('[HOSTILE4] a link of its own on every cell makes neither a large snapshot nor large lines', () => {
    const link = (i: number) => `\x1b]8;;http://a/${i}/${'x'.repeat(1900)}\x1b\\y\x1b]8;;\x1b\\`;
    const output = Buffer.from(Array.from({ length: 3000 }, (_, i) => link(i)).join(''));
    const live = emulatorOf(output);
    expect(paintTerminal(live, 1000).length).toBeLessThan(400_000);
    const lines = derivedLines(output, { size, end: true });
    expect(lines.map(plainLine).join('')).toBe('y'.repeat(3000));
    expect(JSON.stringify(lines).length).toBeLessThan(100_000);
    expect(JSON.stringify(lines[0])).toContain('http%3A%2F%2Fa%2F0');
  });

  test('[VIEW1] is gone on from as the live terminal goes on, for 500 random outputs', () => {
    const differences: string[] = [];
    for (let seed = 1; seed <= 500; seed++) {
      const random = seeded(seed);
      const output = randomOutput(random, 150);
      const all = emulatorOf(output);
      const live = emulatorOf(output.subarray(0, random(output.length)));
      const { offset, data } = viewerSnapshot(live);
      const late = new Emulator(size, offset);
      late.feed(data);
      late.feed(output.subarray(offset));
      const difference = screenDifference(all, late, 0);
      if (difference !== null) differences.push(`seed ${seed}: ${difference}`);
      for (const one of [all, live, late]) one.dispose();
    }
    expect(differences.length, differences.slice(0, 12).join('\n')).toBe(0);
  });

  test.each(recordingNames)(
    '[VIEW1] who attaches to %s late sees what one sees who saw it all',
    (name) => {
      const output = recording(name);
      const all = new Emulator({ cols: 100, rows: 30, owner: '' });
      all.feed(output);
      for (let seed = 1; seed <= 40; seed++) {
        const offset = seeded(seed)(output.length);
        const live = new Emulator(all.size);
        live.feed(output.subarray(0, offset));
        const snapshot = viewerSnapshot(live);
        const late = new Emulator(snapshot.size, snapshot.offset);
        late.feed(snapshot.data);
        late.feed(output.subarray(snapshot.offset));
        expect(screenDifference(all, late, 0), `attached at ${offset}`).toBe(null);
        live.dispose();
        late.dispose();
      }
    },
  );

  test('[VIEW2] is cut before an unfinished sequence or character, and a string too long to wait for is not printed', () => {
    for (const [text, held] of [
      ['ab\x1b[3', 3],
      ['ab\x1b]0;title', 9],
      ['ab\xe6\xbc', 2],
      ['ab\x1bP1$r', 5],
      ['ab\x1b]0;t\x1b', 6],
    ] as const) {
      const bytes = Buffer.from(text, 'latin1');
      const emulator = new Emulator(size);
      emulator.feed(bytes);
      expect(viewerSnapshot(emulator).offset, JSON.stringify(text)).toBe(bytes.length - held);
    }
    const emulator = new Emulator(size);
    emulator.feed(Buffer.from(`shown\x1b]1337;${'A'.repeat(140_000)}`));
    const { offset, data } = viewerSnapshot(emulator);
    expect(offset).toBe(emulator.fedTo);
    const late = new Emulator(size, offset);
    late.feed(Buffer.concat([data, Buffer.from('AAAA\x07 and on')]));
    expect(screenText(late)).toBe('shown and on');
  });
});

describe('what is kept of a screen', () => {
  const address = (i: number) => `\x1b]8;;http://a/${i}/${'x'.repeat(3900)}\x1b\\`;
  const closed = '\x1b]8;;\x1b\\';

  test.each([
    ['one link over all of it', () => address(0) + `${'y'.repeat(100)}\r\n`.repeat(1000)],
    [
      'ten links of their own in each row',
      () =>
        Array.from(
          { length: 10_000 },
          (_, i) => `${address(i)}link${i % 10 === 9 ? '\r\n' : ''}`,
        ).join(''),
    ],
  ])('[HOSTILE5] is bounded with %s', (_, output) => {
    const live = emulatorOf(Buffer.from(output() + closed));
    const stored = storeEmulator(live);
    expect(stored).not.toBeNull();
    expect(JSON.stringify(stored).length).toBeLessThan(10_000_000);
  });

  test('[HOSTILE5] ends with what one row was linked to, however often it is written anew', () => {
    const again = Array.from({ length: 5000 }, (_, i) => `${address(i)}link\r`).join('');
    const live = emulatorOf(Buffer.from(again + closed));
    const linked = () => live.core._oscLinkService._dataByLinkId.size;
    expect(linked()).toBeLessThan(1200);
    // Once its row has gone, others have room again.
    live.feed(Buffer.from(`${'\r\n'.repeat(1100)}${address(1)}link${closed}`));
    expect(linked()).toBe(1);
  });
});
