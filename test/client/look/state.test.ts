import { describe, expect, it } from 'vitest';
import { stateTone, whenInWords } from '../../../client/look/state.ts';
import { endInWords } from '../../../client/session/end-words.ts';
import { summary } from '../summary.ts';

const ended = { state: 'ended', endedAt: '2026-03-23T17:42:12.000Z' } as const;

describe('a session’s state', () => {
  it('[PAGE33] only what went wrong by itself is shown as failed', () => {
    expect(stateTone(summary({}))).toBe('run');
    expect(stateTone(summary({ state: 'starting' }))).toBe('wait');
    expect(stateTone(summary({ ...ended, reason: 'exit', exitCode: 0 }))).toBe('done');
    expect(stateTone(summary({ ...ended, reason: 'killed', exitCode: 0, signal: 'SIGKILL' }))).toBe(
      'done',
    );
    expect(stateTone(summary({ ...ended, reason: 'exit', exitCode: 1 }))).toBe('fail');
    expect(stateTone(summary({ ...ended, reason: 'exit', exitCode: 0, signal: 'SIGSEGV' }))).toBe(
      'fail',
    );
    expect(stateTone(summary({ ...ended, reason: 'lost' }))).toBe('fail');
  });

  it('[PAGE33] what runs shows for how long', () => {
    const now = Date.parse('2026-03-23T17:42:12.000Z');
    expect(whenInWords(summary({}), now)).toBe(' 3 h 12 m');
    expect(whenInWords(summary({ state: 'starting' }), now)).toBe('');
  });

  it('[PAGE20] an end is told in a sentence', () => {
    expect(endInWords(summary({ ...ended, reason: 'exit', exitCode: 1 }))).toBe(
      'The program finished after 3 h 12 m, with exit code 1.',
    );
    expect(endInWords(summary({ ...ended, reason: 'killed', signal: 'SIGTERM' }))).toBe(
      'Stopped on request after 3 h 12 m.',
    );
    expect(endInWords(summary({ ...ended, reason: 'exit', signal: 'SIGSEGV' }))).toBe(
      'The program was stopped by SIGSEGV after 3 h 12 m.',
    );
  });
});
