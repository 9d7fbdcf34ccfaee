import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { testFolder } from '../state.ts';

const idleExpiryMs = 90 * 24 * 3600_000;
const phone = { name: 'Pixel', address: '10.0.0.2', pairing: 'p' };

async function deviceState() {
  const clock = { now: Date.now() };
  const state = { machineDir: await testFolder() };
  return { clock, state, open: () => Devices.open(state, () => clock.now) };
}

describe('devices', () => {
  it('[TRUST6] a token has 256 bits and finds its own device, in another process too', async () => {
    const { open } = await deviceState();
    const devices = await open();
    const { device, token } = await devices.add(phone);
    const other = await devices.add({ ...phone, name: 'iPad' });
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    for (const store of [devices, await open()]) {
      expect(store.byToken(token)).toEqual(device);
      expect(store.byToken(other.token)?.name).toBe('iPad');
      expect(store.byToken(`${token}x`)).toBeNull();
      expect(store.byToken('')).toBeNull();
      expect(store.byToken(device.hash)).toBeNull();
    }
  });

  it('[TRUST7] a revoked device is out at once, and for good', async () => {
    const { open } = await deviceState();
    const devices = await open();
    const { device, token } = await devices.add(phone);
    expect(await devices.revoke(device.id)).toBe(true);
    expect(devices.byToken(token)).toBeNull();
    expect(await devices.revoke(device.id)).toBe(false);
    expect((await open()).list()).toEqual([]);
  });

  it('[TRUST7] noting a use does not bring back a device that another process revoked', async () => {
    const { clock, open } = await deviceState();
    const gateway = await open();
    const { device, token } = await gateway.add(phone);
    await (await open()).revoke(device.id);
    clock.now += 3600_000;
    await gateway.used(device, '10.0.0.3');
    expect((await open()).byToken(token)).toBeNull();
  });

  it('[TRUST7] a revocation by another process is told', async () => {
    const { open } = await deviceState();
    const gateway = await open();
    const { device, token } = await gateway.add(phone);
    let tell: (ids: readonly string[]) => void = () => {};
    const removed = new Promise<readonly string[]>((resolve) => {
      tell = resolve;
    });
    const unfollow = await gateway.follow((ids) => ids.length > 0 && tell(ids));
    await (await open()).revoke(device.id);
    expect(await removed).toEqual([device.id]);
    unfollow();
    expect(gateway.byToken(token)).toBeNull();
  });

  it('[TRUST7] reading the folder anew meanwhile neither loses a device nor brings one back', async () => {
    const { open } = await deviceState();
    const devices = await open();
    for (let i = 0; i < 30; i++) {
      const reading = devices.reload();
      const { device, token } = await devices.add(phone);
      await reading;
      expect(devices.byToken(token)).not.toBeNull();
      const again = devices.reload();
      const revoked = devices.revoke(device.id);
      expect(devices.byToken(token)).toBeNull();
      await Promise.all([again, revoked]);
      expect(devices.byToken(token)).toBeNull();
    }
  });

  it('[TRUST6] a device not used for 90 days has to pair again', async () => {
    const { clock, open } = await deviceState();
    const devices = await open();
    const { device, token } = await devices.add(phone);
    clock.now += idleExpiryMs - 1000;
    await devices.used(device, phone.address);
    clock.now += idleExpiryMs;
    expect((await open()).byToken(token)).not.toBeNull();
    clock.now += 1;
    expect(devices.byToken(token)).toBeNull();
    expect(devices.list()).toEqual([]);
  });

  it('[TRUST6] last use and address are kept, and written every few minutes only', async () => {
    const { clock, state, open } = await deviceState();
    const devices = await open();
    const { device } = await devices.add(phone);
    const file = () => readFile(join(state.machineDir, 'devices', `${device.id}.json`), 'utf8');
    const before = await file();
    clock.now += 1000;
    await devices.used(device, phone.address);
    expect(await file()).toBe(before);
    await devices.used(device, '2001:db8::1');
    clock.now += 400_000;
    await devices.used(device, '10.1');
    expect((await open()).list()).toMatchObject([{ address: '10.1', lastUsed: clock.now }]);
  });

  it('[TRUST6] a name from outside is made safe to print', async () => {
    const { open } = await deviceState();
    const devices = await open();
    const names = ['\u001b[31mred\u001b[0m\nphone\u202e', '', '\u0000', 'x'.repeat(99)];
    const made = [];
    for (const name of names) made.push((await devices.add({ ...phone, name })).device.name);
    expect(made).toEqual(['red phone', 'phone', 'phone', 'x'.repeat(40)]);
  });
});
