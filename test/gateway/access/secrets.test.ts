// How secrets are compared: not by a clock, which tells nothing on a busy machine, but by what is
// called with what.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { createPairing, usePairing } from '../../../server/gateway/access/pairing.ts';
import { TestGateway, testState } from '../gateways.ts';
import { testFolder } from '../state.ts';

/** The lengths of what is compared in constant time from now on. */
function comparisons(): [number, number][] {
  const seen: [number, number][] = [];
  const { timingSafeEqual } = crypto;
  crypto.timingSafeEqual = (a, b) => {
    seen.push([a.byteLength, b.byteLength]);
    return timingSafeEqual(a, b);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    crypto.timingSafeEqual = timingSafeEqual;
    syncBuiltinESMExports();
  });
  return seen;
}

/** SHA-256 in base64url. */
const hashes: [number, number] = [43, 43];

describe('comparing secrets', () => {
  it('[TRUST24] a token is compared in constant time with every device’s, a hash with a hash', async () => {
    const devices = await Devices.open({ machineDir: await testFolder() });
    const tokens: string[] = [];
    for (let i = 0; i < 5; i++)
      tokens.push((await devices.add({ name: `${i}`, address: '', pairing: '' })).token);
    const seen = comparisons();
    const nearly = tokens[0]?.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) ?? '';
    for (const token of [...tokens, nearly, '', 'x', 'x'.repeat(128)]) {
      seen.length = 0;
      devices.byToken(token);
      // Whether the first one fits, the last one or none: it takes as many.
      expect(seen).toEqual([hashes, hashes, hashes, hashes, hashes]);
    }
  });

  it('[TRUST24] a code is compared as a token is, link and typed', async () => {
    const state = { machineDir: await testFolder() };
    const made = [
      await createPairing(state),
      await createPairing(state),
      await createPairing(state),
    ];
    const seen = comparisons();
    for (const code of ['x'.repeat(22), '0000-0000', made[0]?.linkCode ?? '']) {
      seen.length = 0;
      await usePairing(state, code);
      expect(seen).toEqual([hashes, hashes, hashes]);
    }
  });

  it('[TRUST19] a token in an address is worth nothing', async () => {
    const gateway = await TestGateway.start(await testState());
    const { token } = await gateway.pair();
    for (const query of [`token=${token}`, `access_token=${token}`, `auth=${token}`]) {
      expect((await fetch(`${gateway.url}/api/sessions?${query}`)).status).toBe(401);
    }
    const cookie = { cookie: `token=${token}` };
    expect((await fetch(`${gateway.url}/api/sessions`, { headers: cookie })).status).toBe(401);
  });
});
