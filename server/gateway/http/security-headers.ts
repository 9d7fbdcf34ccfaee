// The headers every answer carries: the page may run its own scripts and talk to its own server,
// and nothing else may happen in it, whatever the output of a session tries.
import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import { addSlashHash } from './base-element.ts';

type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** `secure`: the page is reached by https. Some headers only make noise elsewhere. `inlineScripts`: hashes. */
export function securityHeaders({
  secure,
  inlineScripts,
}: {
  secure: boolean;
  inlineScripts: readonly string[];
}): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", addSlashHash, ...inlineScripts],
        // xterm.js draws rows with style elements and attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        connectSrc: ["'self'", ownWebSocket],
        formAction: ["'self'"],
        baseUri: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: secure ? { policy: 'same-origin' } : false,
    originAgentCluster: secure,
    // Whether this name is served by https only is for its owner to say.
    strictTransportSecurity: false,
  });
}

/** Older Safari does not count websockets as 'self'. */
function ownWebSocket(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  return /^[A-Za-z0-9.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}
