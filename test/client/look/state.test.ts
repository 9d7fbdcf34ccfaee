import { describe, expect, it } from 'vitest';
import { lastedMs, stateTone, whenInWords } from '../../../client/look/state.ts';
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

  it('[CARD1] what waits says for what, and runs from its command’s start on', () => {
    const waits = summary({ waitingFor: 'exp01' });
    expect(whenInWords(waits, 0)).toBe(' for exp01');
    expect(stateTone(waits)).toBe('wait');
    const began = { created: '2026-03-23T10:00:00Z', startedAt: '2026-03-23T17:00:00Z' };
    const now = Date.parse('2026-03-23T17:12:00Z');
    expect(whenInWords(summary(began), now)).toBe(' 12 m');
    expect(lastedMs(summary({ ...began, ...ended }))).toBe(42 * 60_000 + 12_000);
    expect(lastedMs(summary(began))).toBeNull();
  });

  it('[CARD1] a lost session says to what', () => {
    const lost = { ...ended, reason: 'lost' } as const;
    expect(endInWords(summary({ ...lost, lostTo: 'reboot' }))).toContain('machine was restarted');
    expect(endInWords(summary({ ...lost, lostTo: 'host' }))).toContain('process that held');
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
