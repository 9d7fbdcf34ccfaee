// The HTTP side put together: headers, the doors, the routes, the pages, errors, in that order.
import type { Socket } from 'node:net';
import express, { type Express, type Request } from 'express';
import { Failure } from '../../protocol/failure.ts';
import { addressOf } from '../access/address-of.ts';
import type { Device } from '../access/device.ts';
import type { Devices } from '../access/devices.ts';
import type { Handshakes } from '../access/handshakes.ts';
import type { JoinTickets } from '../access/join-tickets.ts';
import { badOrigin, isOwnOrigin } from '../access/origin.ts';
import type { OwnNames } from '../access/own-names.ts';
import type { Tries } from '../access/tries.ts';
import type { Answers } from './answers.ts';
import { answerErrors } from './errors.ts';
import { endForeignWorkers } from './foreign-worker.ts';
import { mountHello } from './hello.ts';
import { mountJoinManifest } from './join-manifest.ts';
import { refuseOtherHosts } from './own-host.ts';
import { servePages } from './pages.ts';
import { mountPairing } from './pair.ts';
import { mountRoutes, type Routes } from './routes.ts';
import { securityHeaders } from './security-headers.ts';

export interface AppParts {
  readonly state: { readonly machineDir: string };
  readonly devices: Devices;
  readonly tries: Tries;
  readonly handshakes: Handshakes;
  readonly routes: Routes;
  readonly answers: Answers;
  readonly tickets: JoinTickets;
  /** The id of the session that goes by this name or id, null when there is none. */
  readonly sessionId: (word: string) => string | null;
  readonly clientDir: string;
  /** A device's token was shown on this connection. */
  readonly cameIn: (socket: Socket, device: string) => void;
  readonly names: OwnNames;
  readonly tls: boolean;
  readonly publicUrl: string | null;
  /** Gets what nobody expected. */
  readonly bug: (error: unknown) => void;
}

export async function createApp(parts: AppParts): Promise<Express> {
  const { state, devices, tries, tls, publicUrl } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const { serve, inlineScript } = await servePages(parts.clientDir);
  const secure = tls || publicUrl?.startsWith('https:') === true;
  const inlineScripts = inlineScript === null ? [] : [inlineScript];
  app.use(securityHeaders({ secure, inlineScripts }));
  app.use(refuseOtherHosts({ names: parts.names, tls }));
  app.use(endForeignWorkers);
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true, version: __OUTLIVE_VERSION__ });
  });
  app.use('/api', (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    const { origin, host } = request.headers;
    const own = isOwnOrigin({ origin, host }, { tls, publicUrl });
    if (!own) throw badOrigin(origin, host);
    next();
  });
  const whence = (request: Request) => addressOf(request, publicUrl !== null);
  mountPairing(app, { state, devices, tries, addressOf: whence });
  mountHello(app, parts);
  const authenticate = (request: Request): Device => {
    const device = devices.byToken(shownToken(request));
    if (device === null) throw new Failure('not-paired');
    parts.cameIn(request.socket, device.id);
    devices.used(device, whence(request)).catch(parts.bug);
    return device;
  };
  const { routes, sessionId, answers } = parts;
  mountRoutes(app, routes, { authenticate, sessionId, answers });
  app.use('/api', (request, _response, next) => {
    authenticate(request);
    next();
  });
  mountJoinManifest(app, { ...parts, addressOf: whence });
  app.use(serve);
  app.use(() => {
    throw new Failure('not-found');
  });
  app.use(answerErrors(parts.bug));
  return app;
}

/** The page's is in a header of its own: `Authorization` is free for a proxy's login. */
function shownToken({ headers }: Request): string {
  const own = headers['outlive-token'];
  if (typeof own === 'string') return /^[\w-]{1,128}$/.test(own) ? own : '';
  return /^Bearer ([\w-]{1,128})$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
