// Bodies that nest deeper than any recursion can follow.
import { describe, expect, it } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { TestGateway, testState } from '../gateways.ts';

const depth = 50_000;
const nested = {
  arrays: '['.repeat(depth) + ']'.repeat(depth),
  objects: `${'{"a":'.repeat(depth / 3)}1${'}'.repeat(depth / 3)}`,
};

describe('[TRUST32] a deeply nested body is refused in words', () => {
  it.each(Object.entries(nested))(
    'on every route that takes one, and by socket (%s)',
    async (_, deep) => {
      const state = await testState();
      const gateway = await TestGateway.start(state);
      const device = await gateway.pair();
      const bodies = [
        deep,
        `{"name":${deep}}`,
        `{"command":${deep}}`,
        `{"env":${deep}}`,
        `{"code":${deep}}`,
      ];
      const { id } = await device.launch('s', 'exec sleep 600');
      const routes = [
        ...['POST /api/sessions', `PATCH /api/sessions/${id}`, `POST /api/sessions/${id}/input`],
        ...['POST /api/preflight', 'PUT /api/presets', 'PUT /api/tmux', 'POST /api/pairings'],
      ];
      for (const route of routes) {
        for (const body of bodies) {
          const { status } = await device.call(route, body);
          expect({ route, body: body.slice(0, 12), status }).toMatchObject({ status: 400 });
        }
      }
      const socket = await device.connect();
      for (const event of ['attach', 'input', 'log:open', 'log:search', 'painted']) {
        socket.io.engine.write(`42["${event}",{"session":${deep},"query":${deep}}]`);
        socket.io.engine.write(`42["${event}",${deep}]`);
      }
      const another = await device.connect();
      expect(await another.timeout(5000).emitWithAck('verify')).toMatchObject({ ok: true });
      expect(gateway.said).toEqual([]);
      // A stranger's body is read at this door alone.
      await createPairing(state);
      const answer = await fetch(`${gateway.url}/api/pair`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"code":${deep}}`,
      });
      expect(answer.status).toBe(400);
    },
  );
});
