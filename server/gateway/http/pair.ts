// POST /api/pair: the one door without a token. A try is counted before its body is read.
import type { Express, Request, Response } from 'express';
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import type { View } from '../access/device.ts';
import type { Devices } from '../access/devices.ts';
import { usePairing } from '../access/pairing.ts';
import type { Tries } from '../access/tries.ts';
import { jsonBody } from './routes.ts';

const pairRequest = z.object({
  code: z.string().min(1).max(64),
  device: z.string().max(200).optional(),
  /** The page runs as an installed app. */
  app: z.boolean().optional(),
});

/** What a device that may only watch needs to know of it. */
function shownView(view: View | null) {
  return view && { session: view.session, until: new Date(view.until).toISOString() };
}

export interface Door {
  readonly state: { readonly machineDir: string };
  readonly devices: Devices;
  readonly tries: Tries;
  readonly addressOf: (request: Request) => string;
}

export function mountPairing(app: Express, { state, devices, tries, addressOf }: Door): void {
  const limit = async (request: Request, response: Response, next: () => void) => {
    const attempt = await tries.begin(request);
    if (attempt === null) throw new Failure('too-many');
    response.locals.attempt = attempt;
    next();
  };
  app.post('/api/pair', limit, ...jsonBody(), async (request: Request, response: Response) => {
    const wanted = pairRequest.parse(request.body);
    const pairing = await usePairing(state, wanted.code, { byApp: wanted.app === true });
    if (pairing === null) throw new Failure('bad-code');
    (response.locals.attempt as { succeeded(): void }).succeeded();
    const { device, token } = await devices.add({
      name: pairing.device ?? wanted.device,
      address: addressOf(request),
      pairing: pairing.id,
      view: pairing.view,
    });
    response.json({ token, deviceId: device.id, view: shownView(pairing.view) });
  });
}
