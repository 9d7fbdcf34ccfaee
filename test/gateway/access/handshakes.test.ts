import { describe, expect, it } from 'vitest';
import { greet } from '../../../client/connection/proof.ts';
import { idleExpiryMs } from '../../../server/gateway/access/device.ts';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { Handshakes } from '../../../server/gateway/access/handshakes.ts';
import { testFolder } from '../state.ts';

const phone = { name: 'Pixel', address: '', pairing: 'p' };

async function pairedDevice() {
  const clock = { now: Date.now() };
  const state = { machineDir: await testFolder() };
  const open = () => Devices.open(state, () => clock.now);
  const devices = await open();
  const { device, token } = await devices.add(phone);
  return { clock, open, devices, device, token, handshakes: new Handshakes(devices) };
}

/** What the page makes of the gateway's answer to its greeting. */
function standing(handshakes: Handshakes, token: string) {
  const { greeting, standing } = greet(token);
  const met = handshakes.meet(greeting);
  return met === null ? null : standing(met.proof);
}

describe('the handshake', () => {
  it('[TRUST40] page and gateway prove to each other that they know the token', async () => {
    const { handshakes, device, token, open } = await pairedDevice();
    expect(standing(handshakes, token)).toBe('paired');
    expect(handshakes.meet(greet(token).greeting)).toMatchObject({ id: device.id, isFirst: true });
    // After a restart, too.
    expect(standing(new Handshakes(await open()), token)).toBe('paired');
  });

  it('[TRUST40] neither says anything by which the token or its hash could be found, nor the same twice', async () => {
    const { handshakes, device, token } = await pairedDevice();
    const said = [greet(token), greet(token)].map(({ greeting }) => ({
      ...{ greeting, proof: handshakes.meet(greeting)?.proof },
    }));
    for (const secret of [token, device.hash]) expect(JSON.stringify(said)).not.toContain(secret);
    expect(said[0]?.greeting.nonce).not.toBe(said[1]?.greeting.nonce);
    expect(said[0]?.proof).not.toBe(said[1]?.proof);
    // What one said proves nothing for the other.
    for (const { greeting } of said) expect(greet(token).standing(greeting.mac)).toBeNull();
  });

  it('[TRUST40] whoever does not know the token is nobody', async () => {
    const { handshakes, token } = await pairedDevice();
    const { greeting } = greet(token);
    for (const said of [
      null,
      'x',
      {},
      { ...greeting, mac: greet(token).greeting.mac },
      { ...greeting, nonce: 'x'.repeat(22) },
      { ...greeting, device: greet('another token').greeting.device },
      { ...greeting, mac: [greeting.mac] },
      greet('another token').greeting,
    ]) {
      expect(handshakes.meet(said)).toBeNull();
    }
    expect(handshakes.meet(greeting)).not.toBeNull();
  });

  it('[TRUST21] a greeting that was overheard earns a place once at most', async () => {
    const { handshakes, token } = await pairedDevice();
    const { greeting } = greet(token);
    const used = [1, 2, 3].map(() => handshakes.meet(greeting)?.isFirst);
    expect(used).toEqual([true, false, false]);
  });

  it('[TRUST41] a revoked device gets that proven for 90 days, from every process; then nothing', async () => {
    const { clock, open, devices, device, token, handshakes } = await pairedDevice();
    await (await open()).revoke(device.id);
    await devices.reload();
    expect(standing(handshakes, token)).toBe('revoked');
    clock.now += idleExpiryMs;
    expect(standing(new Handshakes(await open()), token)).toBe('revoked');
    clock.now += 1;
    expect(standing(new Handshakes(await open()), token)).toBeNull();
  });

  it('[TRUST41] a device whose time is over gets that proven', async () => {
    const { clock, devices, handshakes, token } = await pairedDevice();
    const view = { session: 'zzzzzzzz', until: clock.now + 1000 };
    const watching = await devices.add({ ...phone, view });
    expect(standing(handshakes, watching.token)).toBe('paired');
    clock.now += 1000;
    expect(standing(handshakes, watching.token)).toBe('revoked');
    expect(standing(handshakes, token)).toBe('paired');
    clock.now += idleExpiryMs;
    expect(standing(handshakes, token)).toBe('revoked');
  });
});
