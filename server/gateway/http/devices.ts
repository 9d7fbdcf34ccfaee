// The routes about who is let in: paired devices, and codes for new ones.
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import { addressOf } from '../access/address-of.ts';
import { awaitPairing } from '../access/await-pairing.ts';
import type { Device } from '../access/device.ts';
import type { Devices } from '../access/devices.ts';
import type { JoinTickets } from '../access/join-tickets.ts';
import { createPairing, pairingLink } from '../access/pairing.ts';
import type { Call, Routes } from './routes.ts';

const pairingRequest = z.object({
  device: z.string().max(200).optional(),
  /** For an app that is about to be installed. */
  app: z.boolean().optional(),
});

export type DeviceRoutes = Pick<
  Routes,
  | 'GET /api/devices'
  | 'DELETE /api/devices/:device'
  | 'POST /api/pairings'
  | 'GET /api/pairings/:pairing'
>;

/** The longest wait for a pairing to be used; the page then asks again. Proxies give up after 20 s of silence. */
const pairingPatienceMs = 12_000;

export interface DeviceParts {
  readonly state: { readonly machineDir: string };
  readonly devices: Devices;
  readonly publicUrl: string | null;
  readonly tls: boolean;
  readonly revoke: (id: string) => Promise<boolean>;
  readonly tickets: JoinTickets;
}

export function deviceRoutes({
  state,
  devices,
  publicUrl,
  tls,
  revoke,
  tickets,
}: DeviceParts): DeviceRoutes {
  return {
    'GET /api/devices': async ({ device }) => ({
      status: 200,
      json: devices.list().map((known) => shown(known, device.id)),
    }),

    'DELETE /api/devices/:device': async ({ params }) => {
      const id = params.device ?? '';
      if (!(await revoke(id))) throw new Failure('not-found');
      return { status: 204 };
    },

    'POST /api/pairings': async ({ body, request }) => {
      const { device, app = false } = pairingRequest.parse(body);
      const pairing = await createPairing(state, { device, forApp: app });
      const { id, code, linkCode } = pairing;
      const link = pairingLink(publicUrl ?? pageOf(request, tls), linkCode);
      const expiresAt = new Date(pairing.expiresAt).toISOString();
      const from = addressOf(request, publicUrl !== null);
      const ticket = app ? { ticket: tickets.issue(linkCode, from) } : {};
      return { status: 201, json: { id, link, code, expiresAt, ...ticket } };
    },

    'GET /api/pairings/:pairing': async ({ params, request }) => {
      const gone = new AbortController();
      request.res?.once('close', () => gone.abort());
      const used = await awaitPairing(state, {
        ...{ id: params.pairing ?? '', signal: gone.signal, lifeMs: pairingPatienceMs },
      });
      return { status: 200, json: { device: used && { id: used.id, name: used.name } } };
    },
  };
}

function shown({ id, name, created, lastUsed, address, view }: Device, own: string) {
  const iso = (time: number) => new Date(time).toISOString();
  return {
    ...{ id, name, created: iso(created), lastUsed: iso(lastUsed), address, current: id === own },
    view: view && { session: view.session, until: iso(view.until) },
  };
}

/** The address the asking page was opened at: the phone next to it can open that too. */
function pageOf(
  { headers: { origin, host = 'localhost' } }: Call['request'],
  tls: boolean,
): string {
  return origin ?? `${tls ? 'https' : 'http'}://${host}`;
}
