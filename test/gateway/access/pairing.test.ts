import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awaitPairing } from '../../../server/gateway/access/await-pairing.ts';
import { Devices } from '../../../server/gateway/access/devices.ts';
import {
  cancelPairing,
  createPairing,
  pairingLink,
  usePairing,
} from '../../../server/gateway/access/pairing.ts';
import { testFolder } from '../state.ts';

async function pairingState(now = Date.now()) {
  const clock = { now };
  return { clock, state: { machineDir: await testFolder(), now: () => clock.now } };
}

describe('pairing', () => {
  it('[TRUST1] a link code has 128 bits and rides in the fragment', async () => {
    const { state } = await pairingState();
    const { linkCode } = await createPairing(state);
    expect(Buffer.from(linkCode, 'base64url')).toHaveLength(16);
    expect(pairingLink('https://gpu.example/', linkCode)).toBe(
      `https://gpu.example/pair#${linkCode}`,
    );
  });

  it('[TRUST2] one pairing uses up both its codes', async () => {
    const { state } = await pairingState();
    const first = await createPairing(state, { device: 'My phone' });
    expect(await usePairing(state, first.linkCode)).toEqual({
      id: first.id,
      device: 'My phone',
      view: null,
    });
    expect(await usePairing(state, first.code)).toBeNull();
    const second = await createPairing(state);
    expect(await usePairing(state, second.code.toLowerCase())).toMatchObject({ id: second.id });
    expect(await usePairing(state, second.linkCode)).toBeNull();
  });

  it('[TRUST2] of many who use a code at once exactly one gets in', async () => {
    const { clock, state } = await pairingState();
    // What has expired is cleared away on the way: each is at it while the others look.
    for (let i = 0; i < 30; i++) await createPairing(state);
    clock.now += 6 * 60_000;
    const { code, linkCode } = await createPairing(state);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => usePairing(state, i % 2 ? code : linkCode)),
    );
    expect(results.filter((result) => result !== null)).toHaveLength(1);
  });

  it('[TRUST2] a code is good for five minutes, and not longer when the clock is set back', async () => {
    const { clock, state } = await pairingState();
    const [early, late] = [await createPairing(state), await createPairing(state)];
    clock.now += 5 * 60_000 - 1;
    expect(await usePairing(state, early.code)).not.toBeNull();
    clock.now += 1;
    expect(await usePairing(state, late.code)).toBeNull();
    const { code } = await createPairing(state);
    clock.now -= 3600_000;
    expect(await usePairing(state, code)).toBeNull();
    expect(await readdir(join(state.machineDir, 'pairing'))).toEqual([]);
  });

  it('[TRUST2] a cancelled pairing is good for nothing', async () => {
    const { state } = await pairingState();
    const { id, code } = await createPairing(state);
    await cancelPairing(state, id);
    expect(await usePairing(state, code)).toBeNull();
  });

  it('[TRUST4] nothing but hashes is on disk, readable by the owner alone', async () => {
    const { state } = await pairingState();
    const { id, code, linkCode } = await createPairing(state);
    const devices = await Devices.open(state);
    const { device, token } = await devices.add({ name: 'a', address: '', pairing: id });
    for (const path of [`pairing/${id}.json`, `devices/${device.id}.json`]) {
      const file = join(state.machineDir, path);
      const text = await readFile(file, 'utf8');
      for (const secret of [code, code.replace('-', ''), linkCode, token]) {
        expect(text).not.toContain(secret);
      }
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
    }
  });

  it('[TRUST2] a damaged file hides itself, not the other codes', async () => {
    const { state } = await pairingState();
    const { code } = await createPairing(state);
    await writeFile(join(state.machineDir, 'pairing/broken.json'), '{"link":');
    await writeFile(join(state.machineDir, 'pairing/other.json'), '[]');
    expect(await usePairing(state, code)).not.toBeNull();
  });

  it('[TRUST5] whoever made a pairing learns which device used it', async () => {
    const { state } = await pairingState();
    const { id } = await createPairing(state);
    const paired = awaitPairing(state, { id, lifeMs: 5000 });
    const gateway = await Devices.open(state);
    await gateway.add({ name: 'other', address: '', pairing: 'another' });
    await gateway.add({ name: 'Pixel', address: '10.0.0.2', pairing: id });
    expect(await paired).toMatchObject({ name: 'Pixel', address: '10.0.0.2' });
  });

  it('[TRUST5] waiting for a pairing ends with its life, or when told to', async () => {
    const { state } = await pairingState();
    const { id } = await createPairing(state);
    expect(await awaitPairing(state, { id, lifeMs: 1 })).toBeNull();
    expect(await awaitPairing(state, { id, signal: AbortSignal.abort() })).toBeNull();
  });
});
