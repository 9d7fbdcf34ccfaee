// Who counts as looking: what pages say, how old it is, and what they confirm.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Device } from '../../../server/gateway/access/device.ts';
import { type AlertPage, Presence } from '../../../server/gateway/alerts/presence.ts';
import { failed } from '../../alerts/alerts.ts';

const alert = failed(1);
const session = alert.session ?? '';
const page = (id: string): AlertPage => ({
  device: { id, view: null } as Device,
  tell: () => {},
  tellUnseen: () => {},
});

describe('presence', () => {
  it('[ALERT15] only a page that has just said that it shows this session is asked, and only its device’s word counts', async () => {
    let now = 0;
    const presence = new Presence(() => now);
    const [phone, tablet] = [page('phone'), page('tablet')];
    const leave = presence.arrive(phone);
    presence.arrive(tablet);
    expect(presence.confirms('phone', alert)).toBeNull();
    presence.looks(phone, 'another1');
    expect(presence.confirms('phone', alert)).toBeNull();
    presence.looks(phone, session);
    expect(presence.confirms('tablet', alert)).toBeNull();
    const shown = presence.confirms('phone', alert);
    presence.shown(tablet, alert.id);
    presence.shown(phone, alert.id);
    expect(await shown).toBe(true);
    now = 15_000;
    expect(presence.confirms('phone', alert)).toBeNull();
    presence.looks(phone, session);
    leave();
    expect(presence.confirms('phone', alert)).toBeNull();
    presence.looks(phone, session);
    expect(presence.confirms('phone', alert)).toBeNull();
  });

  it('[ALERT15] a page that confirms nothing within 10 s has shown nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const presence = new Presence(() => 0);
    const phone = page('phone');
    presence.arrive(phone);
    presence.looks(phone, session);
    const shown = presence.confirms('phone', alert);
    vi.advanceTimersByTime(10_000);
    expect(await shown).toBe(false);
  });
});
