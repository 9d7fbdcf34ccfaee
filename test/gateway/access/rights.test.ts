import { describe, expect, it } from 'vitest';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { Handshakes } from '../../../server/gateway/access/handshakes.ts';
import { JoinTickets } from '../../../server/gateway/access/join-tickets.ts';
import { OwnNames } from '../../../server/gateway/access/own-names.ts';
import { eventRights, openRoutes, routeRights } from '../../../server/gateway/access/rights.ts';
import { Tries } from '../../../server/gateway/access/tries.ts';
import { Answers } from '../../../server/gateway/http/answers.ts';
import { createApp } from '../../../server/gateway/http/app.ts';
import type { Routes } from '../../../server/gateway/http/routes.ts';
import { pageEvents } from '../../../server/gateway/socket/events.ts';
import { TestGateway, testState } from '../gateways.ts';
import { testFolder } from '../state.ts';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
}

/** Every method and path that Express would answer. */
async function mountedRoutes(): Promise<string[]> {
  const state = { machineDir: await testFolder() };
  const devices = await Devices.open(state);
  const app = await createApp({
    ...{
      state,
      devices,
      handshakes: new Handshakes(devices),
      tries: new Tries({ of: async () => 0 }, { behindProxy: false }),
    },
    ...{
      routes: {} as Routes,
      answers: new Answers(),
      tickets: new JoinTickets(),
      clientDir: '/nonexistent',
      sessionId: () => null,
      cameIn: () => {},
      names: new OwnNames({
        ...{ publicUrl: null, listenHost: null },
        servesName: () => false,
        tailnetName: async () => null,
      }),
      tls: false,
      publicUrl: null,
    },
    bug: () => {},
  });
  const layers = (app.router as unknown as { stack: Layer[] }).stack;
  return layers.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
  );
}

describe('rights', () => {
  it('[TRUST13] every route is in the table of rights, or is one of the two open ones', async () => {
    const known = [...Object.keys(routeRights), ...openRoutes];
    expect((await mountedRoutes()).sort()).toEqual(known.sort());
  });

  it('[TRUST13] every event is in the table of rights', () => {
    expect(Object.keys(pageEvents).sort()).toEqual(Object.keys(eventRights).sort());
  });

  it('[TRUST10] no route of the table answers without a token', async () => {
    const { url } = await TestGateway.start(await testState());
    for (const route of [...Object.keys(routeRights), 'GET /api/unknown', 'POST /api/x']) {
      const [method = '', path = ''] = route.split(' ');
      for (const authorization of ['', 'Bearer ', `Bearer ${'x'.repeat(43)}`, 'Basic abc']) {
        const answer = await fetch(url + path, { method, headers: { authorization } });
        expect(answer.status, route).toBe(401);
        expect(await answer.json()).toMatchObject({ error: { code: 'not-paired' } });
      }
    }
  });
});
