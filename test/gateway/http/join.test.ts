import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { JoinTickets } from '../../../server/gateway/access/join-tickets.ts';
import { createPairing, usePairing } from '../../../server/gateway/access/pairing.ts';
import { TestGateway, testState } from '../gateways.ts';
import { testFolder } from '../state.ts';

const minuteMs = 60_000;

describe('a code for an app that is about to be installed', () => {
  test('[APP4] is in no address: its ticket is worth something to who asked, for a few requests', () => {
    let now = 0;
    const tickets = new JoinTickets(() => now);
    const ticket = tickets.issue('the code', '10.0.0.1');
    expect(tickets.use(ticket, '10.0.0.2')).toBeNull();
    expect(tickets.use('another', '10.0.0.1')).toBeNull();
    const uses = Array.from({ length: 6 }, () => tickets.use(ticket, '10.0.0.1'));
    expect(uses.filter((code) => code === 'the code')).toHaveLength(4);
    const late = tickets.issue('the code', '10.0.0.1');
    now = 15 * minuteMs;
    expect(tickets.use(late, '10.0.0.1')).toBeNull();
    const first = tickets.issue('first', '10.0.0.1');
    for (let i = 0; i < 1000; i++) tickets.issue('more', '10.0.0.1');
    expect(tickets.use(first, '10.0.0.1')).toBeNull();
  });

  test('[APP4] is good once, for 15 minutes, for an app alone', async () => {
    let now = 1_000_000;
    const state = { machineDir: await testFolder(), now: () => now };
    const { code, linkCode } = await createPairing(state, { forApp: true });
    expect(await usePairing(state, code)).toBeNull();
    expect(await usePairing(state, linkCode)).toBeNull();
    now += 14 * minuteMs;
    expect(await usePairing(state, code, { byApp: true })).not.toBeNull();
    expect(await usePairing(state, linkCode, { byApp: true })).toBeNull();
    const late = await createPairing(state, { forApp: true });
    const usual = await createPairing(state);
    now += 6 * minuteMs;
    expect(await usePairing(state, usual.code, { byApp: true })).toBeNull();
    now += 10 * minuteMs;
    expect(await usePairing(state, late.code, { byApp: true })).toBeNull();
  });

  test('[APP4] comes with a manifest of the same app that starts at it, for a device that may pair others', async () => {
    const clientDir = fileURLToPath(new URL('../../../public', import.meta.url));
    const gateway = await TestGateway.start(await testState(), { clientDir });
    const phone = await gateway.pair('Safari');
    const { body } = await phone.call('POST /api/pairings', { app: true });
    const code = body.link.split('#')[1];
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(14 * minuteMs);
    const manifest = async (query: string) => {
      const answer = await fetch(`${gateway.url}/manifest.webmanifest${query}`);
      return { cached: answer.headers.get('cache-control'), ...((await answer.json()) as object) };
    };
    expect(await manifest(`?join=${body.ticket}&base=/hub/7373/`)).toMatchObject({
      ...{ cached: 'no-store', id: '/hub/7373/', start_url: `./pair#${code}`, scope: './' },
    });
    for (const query of ['', '?join=x', '?join[]=1', `?join=${body.ticket.slice(1)}`]) {
      expect(await manifest(query)).toMatchObject({ start_url: './' });
    }
    expect((await phone.call('POST /api/pairings', {})).body.ticket).toBeUndefined();
    const pair = (more: object) =>
      fetch(`${gateway.url}/api/pair`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, ...more }),
      });
    expect((await pair({})).status).toBe(403);
    expect((await pair({ app: true })).status).toBe(200);
    expect((await pair({ app: true })).status).toBe(403);
  });
});
