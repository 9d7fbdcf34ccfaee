import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Follower } from '../../server/screen/follow/follower.ts';
import { CheckpointPace } from '../../server/screen/follow/pace.ts';
import { screenDifference } from '../../server/screen/terminal/compare.ts';
import { linesDirectory } from '../../server/screen/transcript/generations.ts';
import { type Random, randomOutput, seeded } from './random-output.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';

const open: SessionLog[] = [];
afterEach(() => {
  for (const log of open.splice(0)) log.remove();
});

/** Wants a checkpoint after every stretch. */
class Always extends CheckpointPace {
  override isDue(): boolean {
    return true;
  }
}
const nobody = { feeding: () => {}, fed: () => {}, answered: () => {} };

async function follow(log: SessionLog, pace?: CheckpointPace): Promise<Follower> {
  return Follower.open(log.outputDirectory, nobody, pace);
}

/** All of the transcript's bytes on disk. */
function filesOf(log: SessionLog): string {
  const folder = linesDirectory(log.outputDirectory);
  return readdirSync(folder)
    .filter((name) => !name.startsWith('checkpoint'))
    .sort()
    .map((name) => `${name}\n${readFileSync(join(folder, name), 'latin1')}`)
    .join('\n');
}

async function writeSome(log: SessionLog, random: Random): Promise<void> {
  await log.write(randomOutput(random, random(120)));
  if (random(4) > 0) return;
  log.writer.resize({ cols: 30 + random(60), rows: 5 + random(30), owner: '' });
}

/** Two seconds pass between any two writes. */
function clock(): () => number {
  let now = 1_700_000_000_000;
  return () => {
    now += 2000;
    return now;
  };
}

describe('recovery', () => {
  test('[TEXT11] [VIEW9] killed and started again at any moment, it writes the same transcript', async () => {
    let checkpoints = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed);
      const log = await createSessionLog({ cols: 60, rows: 20, owner: '' }, clock());
      open.push(log);
      // Closing writes nothing: it is as good as being killed.
      let killed = await follow(log, new Always());
      for (let turn = 0; turn < 40; turn++) {
        await writeSome(log, random);
        if (random(3) > 0) await killed.advance();
        if (random(3) > 0) continue;
        await killed.close();
        // A torn checkpoint: the one before it is good, or else the log itself.
        if (random(4) === 0)
          writeFileSync(join(linesDirectory(log.outputDirectory), 'checkpoint.json'), '{');
        killed = await follow(log, random(2) === 0 ? new Always() : new CheckpointPace());
      }
      while (await killed.advance());
      const found = filesOf(log);
      if (existsSync(join(linesDirectory(log.outputDirectory), 'checkpoint.json'))) checkpoints++;
      rmSync(join(log.directory, 'transcript'), { recursive: true });
      rmSync(join(log.directory, 'view'), { recursive: true, force: true });
      const whole = await follow(log);
      while (await whole.advance());
      const [one, other] = [whole.derivation.emulator, killed.derivation.emulator];
      expect(screenDifference(one, other, 1000), `seed ${seed}`).toBe(null);
      expect(found === filesOf(log), `seed ${seed}`).toBe(true);
      await whole.close();
      await killed.close();
    }
    expect(checkpoints).toBe(12);
  }, 120_000);
});
