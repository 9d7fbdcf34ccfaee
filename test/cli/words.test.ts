import { describe, expect, test } from 'vitest';
import { sessionLine, timeInWords } from '../../server/cli/words.ts';
import type { SessionId, SessionName } from '../../server/protocol/names.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';

const created = new Date(2026, 2, 23, 14, 30, 12);
const train: SessionSummary = {
  id: 'abcd1234' as SessionId,
  name: 'train' as SessionName,
  state: 'running',
  created: created.toISOString(),
  command: 'python train.py',
  cwd: '/',
  pid: 1,
  exitCode: null,
  signal: null,
  reason: null,
  waitingFor: null,
  startedAt: null,
  endedAt: null,
  lostTo: null,
  tookOver: null,
  gpus: null,
  lastLines: [],
  lastLine: null,
  lastOutputAt: null,
  cols: 100,
  rows: 30,
  machine: 'gpu01',
};

describe('[CLI4] a session on one line, as tmux prints it', () => {
  const line = (change: Partial<SessionSummary>) => sessionLine({ ...train, ...change }, 'gpu01');

  test('running', () => {
    expect(line({})).toBe('train: running (created Mon Mar 23 14:30:12 2026) python train.py');
  });

  test('ended, with its exit code or how else', () => {
    const ended = { state: 'ended', reason: 'exit', exitCode: 1 } as const;
    expect(line(ended)).toMatch(/^train: ended, exit 1 \(created/);
    expect(line({ ...ended, reason: 'killed' })).toMatch(/^train: killed \(created/);
    expect(line({ ...ended, exitCode: null, signal: 'SIGSEGV' })).toMatch(
      /^train: ended, SIGSEGV \(/,
    );
  });

  test('a login shell has no command', () => {
    expect(line({ command: '' })).toBe('train: running (created Mon Mar 23 14:30:12 2026)');
  });

  test("another machine's session says where it is", () => {
    expect(line({ machine: 'gpu02', elsewhere: 'machine' })).toMatch(
      /^train: running on gpu02 \(created/,
    );
  });

  test('a command with control characters stays on its line and drives nothing', () => {
    expect(line({ command: 'echo \u001b[2J\u009b1m\n\tx' })).toMatch(/echo \?\[2J\?1m x$/);
  });

  test('a day of one digit is padded, as ctime does', () => {
    expect(timeInWords(new Date(2026, 10, 2, 3, 4, 5))).toBe('Mon Nov  2 03:04:05 2026');
  });
});
