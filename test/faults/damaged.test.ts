import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Follower } from '../../server/screen/follow/follower.ts';
import { CheckpointPace } from '../../server/screen/follow/pace.ts';
import { endedSession, testSessions } from '../sessions/harness.ts';
import { damagesOf, filesOf, tryDamage } from './damage.ts';

class Always extends CheckpointPace {
  override isDue(): boolean {
    return true;
  }
}

/** Places a file that are damaged; all of them with OUTLIVE_SOAK=1, as the soak does. */
const most = process.env.OUTLIVE_SOAK ? Number.POSITIVE_INFINITY : 40;

test('[FAULT1] whatever byte of a session is cut off or turned over, the rest is read and neighbours are there', {
  timeout: 3600_000,
}, async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'good', command: 'echo fine' });
  const { id } = await sessions.launch({
    name: 'bad',
    command: String.raw`printf '\033[31mred\033[m \xf0\x9f\x98\x80 wide\r\n'; seq 40; printf '10%%\r20%%\r'; exit 3`,
  });
  await endedSession(sessions, 'good');
  const { outputDir } = {
    ...(await endedSession(sessions, 'bad')),
    ...(await sessions.directory.find('bad')),
  };
  const events = { feeding: () => {}, fed: () => {}, answered: () => {} };
  const follower = await Follower.open(outputDir, events, new Always());
  while (await follower.advance());
  await follower.close();

  const dir = join(sessions.state.sessionsDir, id);
  expect(filesOf(dir).length).toBeGreaterThan(6);
  const damages = damagesOf(dir, most);
  const wrong: string[] = [];
  for (const damage of damages) {
    const found = await tryDamage(sessions.state, { id, neighbour: 'good' }, damage);
    if (found !== null) wrong.push(`${damage.kind} at ${damage.at} of ${damage.file}: ${found}`);
  }
  expect(wrong.filter((_, i) => i % Math.ceil(wrong.length / 8) === 0)).toEqual([]);
  expect(damages.length).toBeGreaterThan(200);
});
