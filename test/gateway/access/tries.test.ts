// Two users of one machine, for real: what one tries counts for nobody else.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { TestGateway, testState } from '../gateways.ts';

const person = 54321;
const proxy = 33;
const canBe =
  spawnSync('setpriv', ['--reuid', String(person), '--clear-groups', 'true']).status === 0;

/** Wrong codes from that user, each with an address that is said to be forwarded; the statuses. */
async function triesOf(uid: number, url: string, addresses: readonly string[]): Promise<number[]> {
  const program = `
    (async () => {
      for (const address of ${JSON.stringify(addresses)}) {
        const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
        const body = JSON.stringify({ code: '0000-0000' });
        const answer = await fetch('${url}/api/pair', { method: 'POST', headers, body });
        console.log(answer.status);
      }
    })();`;
  const words = ['--reuid', String(uid), '--clear-groups', process.execPath, '-e', program];
  const { stdout } = await promisify(execFile)('setpriv', words, { cwd: '/' });
  return stdout.trim().split('\n').map(Number);
}

const many = Array.from({ length: 120 }, (_, i) => `10.1.${i}.7`);

async function behindProxy() {
  const state = await testState();
  const gateway = await TestGateway.start(state, { publicUrl: 'https://gpu.example' });
  const pairFrom = async (address: string) => {
    const { code } = await createPairing(state);
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const body = JSON.stringify({ code });
    return (await fetch(`${gateway.url}/api/pair`, { method: 'POST', headers, body })).status;
  };
  return { gateway, pairFrom };
}

describe.skipIf(!canBe)('tries to pair', () => {
  it('[TRUST42] another user who claims to forward every address uses up nobody’s tries but their own', async () => {
    const { gateway, pairFrom } = await behindProxy();
    const statuses = await triesOf(person, gateway.url, many);
    expect(statuses.filter((status) => status === 403)).toHaveLength(5);
    expect(statuses.slice(5).every((status) => status === 429)).toBe(true);
    expect(await pairFrom('10.1.3.7')).toBe(200);
    expect(await triesOf(proxy, gateway.url, ['10.1.3.7'])).toEqual([403]);
  });

  it('[TRUST42] without a proxy, too: what another user tries leaves a browser’s tries alone', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    expect((await triesOf(person, gateway.url, many.slice(0, 7))).slice(-2)).toEqual([429, 429]);
    await gateway.pair();
    expect((await gateway.pair()).token).toMatch(/^[\w-]{43}$/);
  });

  it('[TRUST42] through a proxy of the system each address has its tries, and all of them a cap', async () => {
    const { gateway } = await behindProxy();
    const statuses = await triesOf(proxy, gateway.url, many);
    expect(statuses.filter((status) => status === 403)).toHaveLength(100);
    const same = await triesOf(proxy, gateway.url, ['10.1.3.7']);
    expect(same).toEqual([429]);
  });
});
