import { expect, test } from 'vitest';
import { withEvents } from '../../../client/log/found-lines.ts';
import { linesOfTrouble } from '../../../client/log/log-events.ts';

test('[READ24] lines of events are among the errors that are found, each once, where all around is known', () => {
  const all = { lines: [10, 20], total: 2, skipped: 0, done: true };
  expect(withEvents(all, [5, 20, 30])).toEqual({ ...all, lines: [5, 10, 20, 30], total: 4 });
  expect(withEvents({ ...all, done: false }, [5, 15, 30])).toMatchObject({
    lines: [5, 10, 15, 20],
  });
  const window = { lines: [10, 20], total: 9, skipped: 4, done: true };
  expect(withEvents(window, [5, 15, 30])).toMatchObject({ lines: [10, 15, 20], total: 10 });
  const none = { lines: [], total: 0, skipped: 0, done: true };
  expect(withEvents(none, [7]).lines).toEqual([7]);
  expect(withEvents({ ...none, done: false }, [7]).lines).toEqual([]);
});

test('[READ24] only what went wrong counts as an error', () => {
  const event = { kind: 'nan', time: null, step: null, serious: true, count: 1, text: '' } as const;
  const events = [
    { ...event, line: 9 },
    { ...event, line: 4 },
    { ...event, line: 9 },
  ];
  expect(linesOfTrouble([...events, { ...event, line: 1, serious: false }])).toEqual([4, 9]);
});
