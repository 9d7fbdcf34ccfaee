import { describe, expect, it } from 'vitest';
import { noticeWords } from '../../../client/connection/notice-words.ts';

const now = Date.parse('2026-03-23T14:30:00Z');
const shown = { asOf: now - 300_000, updating: false, now };

describe('the notice', () => {
  it('[PAGE10] a lost connection says so, and how old the view is', () => {
    const lost = { kind: 'lost', heard: now - 20_000 } as const;
    expect(noticeWords(lost, { ...shown, asOf: null })).toBe(
      'Connection lost. This is from 20 s ago.',
    );
  });

  it('[PAGE10] what is older than the last word from the gateway is called by its own age', () => {
    const lost = { kind: 'lost', heard: now - 20_000 } as const;
    expect(noticeWords(lost, shown)).toBe('Connection lost. This is from 5 min ago.');
  });

  it('[PAGE10] before the first connection the age is that of the last visit’s list', () => {
    const connecting = { kind: 'connecting', heard: null } as const;
    expect(noticeWords(connecting, shown)).toBe('No connection yet. This is from 5 min ago.');
    expect(noticeWords(connecting, { ...shown, asOf: null })).toBe('No connection yet.');
  });

  it('[PAGE10] without a network it says so, and nothing while the connection holds all the same', () => {
    const lost = { kind: 'lost', heard: now - 20_000 } as const;
    const offline = { ...shown, asOf: null, offline: true };
    expect(noticeWords(lost, offline)).toBe('Offline: no network here. This is from 20 s ago.');
    expect(noticeWords({ kind: 'live' }, offline)).toBeNull();
  });

  it('[PAGE34] the last known list is marked with its age while a newer one is asked for', () => {
    expect(noticeWords({ kind: 'idle' }, { ...shown, updating: true })).toBe(
      'Updating… This is from 5 min ago.',
    );
  });

  it('[PAGE10] nothing is said while all is well', () => {
    expect(noticeWords({ kind: 'live' }, shown)).toBeNull();
  });
});
