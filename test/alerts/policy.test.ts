// Who is told of what, and when: by tables of cases.
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../server/alerts/grouping.ts';
import { nextAt, retryMs } from '../../server/alerts/pace.ts';
import { decide, type Listener, type Subject } from '../../server/alerts/policy.ts';
import { isQuiet } from '../../server/alerts/quiet-hours.ts';
import { bodyText, titleText } from '../../server/alerts/words.ts';
import type { Alert, AlertKind, BellState, DeviceAlerts } from '../../server/protocol/alerts.ts';
import { alertKinds } from '../../server/protocol/alerts.ts';
import { ended, failed, usual } from './alerts.ts';

const job: Subject = { bell: null, isShell: false };
const shell: Subject = { bell: null, isShell: true };
const rung = (on: BellState, isShell = false): Subject => ({
  bell: { on, patterns: [], thresholds: [] },
  isShell,
});
const owner = (settings: Partial<DeviceAlerts> = {}): Listener => ({
  view: null,
  settings: { ...usual, ...settings },
});
const noon = Date.parse('2026-12-01T12:00:00Z');

const verdict = (alert: Alert, subject: Subject | null, device: Listener | null, now = noon) =>
  decide(alert, { subject, device, now }).kind;
const toldOf = (subject: Subject) =>
  alertKinds.filter((kind) => verdict(failed(1, { kind }), subject, owner()) === 'send');

describe('policy', () => {
  it('[ALERT7] a job’s bell tells everything but what goes on by itself, a shell’s what was asked for', () => {
    const asked: AlertKind[] = ['milestone', 'pattern', 'threshold', 'disk'];
    expect(toldOf(job)).toEqual(alertKinds.filter((kind) => kind !== 'error'));
    expect(toldOf(rung('end'))).toEqual(toldOf(job));
    expect(toldOf(rung('end', true))).toEqual(toldOf(job));
    expect(toldOf(rung('all'))).toEqual(alertKinds);
    expect(toldOf(shell)).toEqual(asked);
    expect(toldOf(rung('off'))).toEqual([]);
  });

  it('[ALERT8] a device is told no kind that it turned off, unless the alert is of another one as well', () => {
    const device = owner({ kinds: { oom: false } });
    expect(verdict(failed(1, { kind: 'oom' }), job, device)).toBe('skip');
    expect(verdict(failed(1, { kind: 'oom', kinds: ['failed'] }), job, device)).toBe('send');
    expect(verdict(failed(1, { kind: 'oom' }), job, null)).toBe('send');
  });

  it('[ALERT9] a view-only device hears of its one session, until its time is over', () => {
    const mine = failed(1);
    const view = { session: mine.session ?? '', until: noon };
    const device = { ...owner(), view };
    expect(verdict(mine, job, device, noon - 1)).toBe('send');
    expect(verdict(mine, job, device, noon)).toBe('unknown');
    expect(verdict(failed(2), job, device, noon - 1)).toBe('unknown');
    expect(verdict(failed(1, { session: null, kind: 'disk' }), null, device, noon - 1)).toBe(
      'unknown',
    );
  });

  it('[ALERT10] quiet hours hold what comes, and let failures through if they are told to', () => {
    const quiet = { from: '11:00', to: '13:00', failuresBreak: false };
    expect(verdict(failed(1), job, owner({ quiet }))).toBe('hold');
    const breaking = owner({ quiet: { ...quiet, failuresBreak: true } });
    expect(verdict(failed(1), job, breaking)).toBe('send');
    expect(verdict(ended(1), job, breaking)).toBe('hold');
    expect(verdict(ended(1), job, null)).toBe('send');
  });
});

describe('quiet hours', () => {
  const night = { from: '22:00', to: '07:00', failuresBreak: false };
  /** The hours of a UTC day, from 00:00, that are quiet. */
  const quietHours = (day: string, timeZone: string) =>
    Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
      isQuiet(night, timeZone, Date.parse(`${day}T${String(hour).padStart(2, '0')}:30:00Z`)),
    );
  const hours = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it('[ALERT10] they follow the clock on the wall through both changes of clocks', () => {
    // 2026-03-29: 02:00 becomes 03:00 in Berlin; 2026-10-25: 03:00 becomes 02:00.
    expect(quietHours('2026-03-28', 'Europe/Berlin')).toEqual([...hours(0, 5), 21, 22, 23]);
    expect(quietHours('2026-03-29', 'Europe/Berlin')).toEqual([...hours(0, 4), 20, 21, 22, 23]);
    expect(quietHours('2026-10-24', 'Europe/Berlin')).toEqual([...hours(0, 4), 20, 21, 22, 23]);
    expect(quietHours('2026-10-25', 'Europe/Berlin')).toEqual([...hours(0, 5), 21, 22, 23]);
    expect(quietHours('2026-10-25', 'Asia/Kolkata')).toEqual([0, ...hours(16, 23)]);
  });

  it('[ALERT10] hours within a day end at their end, and the same time twice means none', () => {
    const nap = { from: '13:00', to: '14:00', failuresBreak: false };
    const at = (time: string) => isQuiet(nap, 'UTC', Date.parse(`2026-12-01T${time}Z`));
    expect(['12:59', '13:00', '13:59', '14:00'].map(at)).toEqual([false, true, true, false]);
    expect(isQuiet({ ...nap, to: '13:00' }, 'UTC', Date.parse('2026-12-01T13:00Z'))).toBe(false);
  });
});

describe('pace', () => {
  it('[ALERT11] the first at once, then one a minute, and six in ten minutes', () => {
    const sent: number[] = [];
    for (let second = 0; second <= 1200; second++) {
      if (second * 1000 >= nextAt(sent)) sent.push(second * 1000);
    }
    expect(sent.map((at) => at / 1000)).toEqual([
      ...[0, 60, 120, 180, 240, 300, 600, 660, 720, 780, 840, 900, 1200],
    ]);
  });

  it('[ALERT12] tries again after 5 s, 30 s, 2, 10 and 30 minutes, and every 30 after that', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map(retryMs)).toEqual(
      [5, 30, 120, 600, 1800, 1800, 1800].map((seconds) => seconds * 1000),
    );
  });
});

describe('words', () => {
  it('[ALERT11] several are told as one that counts them', () => {
    const eight = [...[1, 2, 3, 4, 5, 6].map(ended), failed(7), failed(8)];
    const message = messageOf(eight);
    expect(message).toMatchObject({
      ...{ title: '6 of 8 ended, 2 failed', session: null, path: '/alerts', level: 'critical' },
    });
    expect(message.text).toContain('train7 failed with exit 1');
    expect(messageOf([failed(1), failed(2)]).title).toBe('2 failed');
    expect(messageOf([ended(1), ended(2)], { wereHeld: true }).title).toBe(
      'During quiet hours: 2 ended',
    );
    const waits = failed(3, { kind: 'waiting-for-input', level: 'warning' });
    expect(messageOf([ended(1), waits]).title).toBe('1 ended, 1 other alert');
    expect(messageOf([waits, failed(3, { kind: 'nan' })])).toMatchObject({
      ...{ title: 'train3: 2 alerts', path: '/s/train3' },
    });
  });

  it('[ALERT13] text is plain, on one line and of bounded length, whatever a program printed', () => {
    expect(titleText('\u001b[31mred\u001b[0m\r\nline\u0007 \u202eback')).toBe('red line? ?back');
    expect(titleText('\u001b]0;title\u0007done')).toBe('done');
    const smile = '👩‍💻';
    expect(bodyText(smile.repeat(200)).replaceAll(smile, '').length).toBeLessThan(6);
    expect(bodyText('\ud83d alone').includes('\ud83d')).toBe(false);
    const long = bodyText('x'.repeat(10_000));
    expect([...long]).toHaveLength(300);
    expect(long.endsWith('…')).toBe(true);
  });
});
