import { expect, test } from 'vitest';
import { randomOutput, seeded } from '../screen/random-output.ts';
import { recording, recordingNames } from './recordings.ts';
import { watched } from './watched.ts';

test.each(recordingNames)(
  '[WATCH2] %s comes to the same however it is cut, killed on the way or not',
  (name) => {
    const output = recording(name).subarray(0, 9000);
    const whole = watched(output);
    const cut = watched(output, { random: seeded(1) });
    expect(cut.entries).toEqual(whole.entries);
    expect(cut.state).toEqual(whole.state);
    const killed = watched(output, { random: seeded(7), killed: true });
    expect(killed.entries).toEqual(whole.entries);
    expect(killed.state).toEqual(whole.state);
  },
);

test('[WATCH2] so does whatever a terminal can be told, with broken characters in it', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const text = randomOutput(seeded(seed), 300);
    const random = seeded(seed + 1000);
    const broken = Buffer.from(text.map((byte) => (random(60) === 0 ? random(256) : byte)));
    const output = seed % 2 === 0 ? text : broken;
    const whole = watched(output);
    const cut = watched(output, { random: seeded(seed + 2000) });
    expect(cut.entries).toEqual(whole.entries);
    const killed = watched(output, { random: seeded(seed + 3000), killed: true });
    expect(killed.entries).toEqual(whole.entries);
  }
});
