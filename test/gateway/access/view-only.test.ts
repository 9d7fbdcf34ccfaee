import { describe, expect, it } from 'vitest';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { createPairing, maxViewMs, usePairing } from '../../../server/gateway/access/pairing.ts';
import { eventRights, routeRights } from '../../../server/gateway/access/rights.ts';
import { type PageSocket, TestDevice, TestGateway, testState } from '../gateways.ts';

const hourMs = 3600_000;

/** A gateway with two sessions, its owner's phone, and a device that may watch the first. */
async function watched(forMs = hourMs) {
  const gateway = await TestGateway.start(await testState());
  const owner = await gateway.pair();
  const train = await owner.launch('train', 'while read line; do echo "got $line"; done');
  const secret = await owner.launch('secret', 'echo the secret; read line');
  const pairing = await createPairing(gateway.state, { view: { session: train.id, forMs } });
  const response = await fetch(`${gateway.url}/api/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: pairing.linkCode, device: 'advisor' }),
  });
  const body = (await response.json()) as { token: string; deviceId: string; view: unknown };
  const advisor = new TestDevice(gateway.url, body.token, body.deviceId);
  return { gateway, owner, train, secret, advisor, paired: body };
}

type Answer = { ok: boolean; error?: { code: string } };

function ask(socket: PageSocket, event: string, request: object): Promise<Answer> {
  return (socket as unknown as { emitWithAck(...said: unknown[]): Promise<Answer> }).emitWithAck(
    event,
    request,
  );
}

describe('view-only devices', () => {
  it('[TRUST16] every route that changes anything, or is about another session, is refused', async () => {
    const { owner, train, secret, advisor, paired } = await watched();
    expect(paired.view).toMatchObject({ session: train.id });
    const reads = [
      'GET /api/sessions',
      'GET /api/sessions/:session',
      'GET /api/sessions/:session/log',
      'GET /api/sessions/:session/watch',
      'GET /api/sessions/:session/metrics',
      'GET /api/alerts',
      'POST /api/alerts/seen',
      'GET /api/alerts/settings',
      'PUT /api/alerts/settings',
    ];
    // Its own push subscription, which changes nothing for anybody else.
    const own = ['GET /api/push', 'PUT /api/push', 'DELETE /api/push', 'POST /api/push/test'];
    for (const route of Object.keys(routeRights)) {
      for (const session of [train.id, train.name, secret.id, secret.name, 'nobody']) {
        const isOwn = session === train.id || session === train.name;
        const allowed =
          own.includes(route) || (reads.includes(route) && (isOwn || !route.includes(':session')));
        const target = route.replace(':session', session).replace(':device', owner.id);
        const { body } = await advisor.call(target, target.startsWith('GET') ? undefined : {});
        if (allowed)
          expect(body ?? {}, target).not.toMatchObject({ error: { code: 'not-allowed' } });
        else expect(body, target).toMatchObject({ error: { code: 'not-allowed' } });
      }
    }
    const { body: list } = await advisor.call('GET /api/sessions');
    expect(list.map(({ name }: { name: string }) => name)).toEqual(['train']);
    const { body: all } = await owner.call('GET /api/sessions');
    expect(all).toHaveLength(2);
    expect(all.every(({ state }: { state: string }) => state === 'running')).toBe(true);
  });

  it("[TRUST23] a session's processes, with their command lines, are not for one who watches", async () => {
    const { owner, train, advisor } = await watched();
    const route = `GET /api/sessions/${train.id}/processes`;
    expect((await owner.call(route)).body.processes.length).toBeGreaterThan(0);
    expect(await advisor.call(route)).toMatchObject({
      status: 403,
      body: { error: { code: 'not-allowed' } },
    });
  });

  it('[TRUST16] every event that changes anything, or is about another session, is refused', async () => {
    const { train, secret, advisor } = await watched();
    const socket = await advisor.connect();
    const about = (session: string) => ({
      ...{ session, cursor: null, width: 40, cols: 80, rows: 24 },
      ...{ source: 's', seq: 1, bytes: 'x', paused: false },
    });
    for (const [event, { right, of }] of Object.entries(eventRights)) {
      if (of === 'own') continue;
      const other = await ask(socket, event, about(secret.id));
      const own = await ask(socket, event, about(train.id));
      if (right !== 'look') expect(own, event).toMatchObject({ error: { code: 'not-allowed' } });
      if (of === 'one') expect(other, event).toMatchObject({ error: { code: 'not-allowed' } });
      if (right === 'look') expect(own, event).toMatchObject({ ok: true });
    }
  });

  it('[TRUST16] the live list tells of no other session', async () => {
    const { owner, train, secret, advisor } = await watched();
    const socket = await advisor.connect();
    const heard: string[] = [];
    socket.on('list:changes', ({ changed, removed }) => {
      heard.push(...changed.map(({ id }) => id), ...removed);
    });
    const list = await socket.emitWithAck('list:watch');
    expect(list.ok && list.sessions.map(({ id }) => id)).toEqual([train.id]);
    await owner.call(`POST /api/sessions/${secret.id}/stop`, { how: 'kill' });
    await owner.call(`DELETE /api/sessions/${secret.id}`);
    await owner.call(`PATCH /api/sessions/${train.id}`, { name: 'train2' });
    await expect.poll(() => heard).toContain(train.id);
    expect(new Set(heard)).toEqual(new Set([train.id]));
  });

  it('[TRUST17] its time over, its sockets are cut and its token is worth nothing', async () => {
    const { advisor } = await watched(1500);
    const socket = await advisor.connect();
    await expect.poll(() => socket.connected, { timeout: 10_000 }).toBe(false);
    const { body } = await advisor.call('GET /api/sessions');
    expect(body).toMatchObject({ error: { code: 'not-paired' } });
  });

  it('[TRUST17] its link is good for its whole time, its typed code for five minutes', async () => {
    const state = await testState();
    let now = Date.now();
    const clocked = { machineDir: state.machineDir, now: () => now };
    const made = async () =>
      createPairing(clocked, { view: { session: 'abcdefgh', forMs: 24 * hourMs } });
    const [late, typed, over] = [await made(), await made(), await made()];
    now += 6 * 60_000;
    expect(await usePairing(clocked, typed.code)).toBeNull();
    now += 22 * hourMs;
    expect(await usePairing(clocked, late.linkCode)).toMatchObject({
      view: { session: 'abcdefgh' },
    });
    now += 2 * hourMs;
    expect(await usePairing(clocked, over.linkCode)).toBeNull();
    const longest = await createPairing(clocked, { view: { session: 'x', forMs: 1e12 } });
    expect(longest.expiresAt - now).toBe(maxViewMs);
  });

  it('[TRUST17] a record whose view cannot be read lets nobody in', async () => {
    const state = await testState();
    const devices = await Devices.open(state);
    const added = await devices.add({
      name: 'advisor',
      address: '',
      pairing: 'p',
      view: { session: 5 as never, until: Date.now() + hourMs },
    });
    expect(await devices.reload()).toEqual([added.device.id]);
    expect(devices.byToken(added.token)).toBeNull();
  });
});
