import { describe, expect, test } from 'vitest';
import { screenDifference } from '../../server/screen/terminal/compare.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';
import { paintTerminal } from '../../server/screen/terminal/snapshot.ts';
import { randomOutput, seeded } from './random-output.ts';

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
});
