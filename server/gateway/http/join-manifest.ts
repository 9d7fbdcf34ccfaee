// The app's manifest for an iPhone that is about to install it: an installed app has a storage of its own there
// and would start unpaired, so it starts at its pairing code. The identity stays: it is the same app.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Express, Request, Response } from 'express';
import type { JoinTickets } from '../access/join-tickets.ts';

export interface JoinManifestParts {
  readonly tickets: JoinTickets;
  readonly clientDir: string;
  readonly addressOf: (request: Request) => string;
}

const path = '/manifest.webmanifest';

export function mountJoinManifest(app: Express, parts: JoinManifestParts): void {
  const { tickets, clientDir, addressOf } = parts;
  app.use(path, async (request: Request, response: Response, next: () => void) => {
    const { join: ticket, base } = request.query;
    const code =
      request.method === 'GET' && typeof ticket === 'string'
        ? tickets.use(ticket, addressOf(request))
        : null;
    // As it is for everybody.
    if (code === null) return next();
    const manifest = JSON.parse(await readFile(join(clientDir, path), 'utf8'));
    // Without one it would be where the app starts. What a proxy puts before the path is known to the page alone.
    const id = typeof base === 'string' && /^\/[\w./~-]*$/.test(base) ? base : '/';
    response
      .set('Cache-Control', 'no-store')
      .type('application/manifest+json')
      .send(JSON.stringify({ ...manifest, id, start_url: `./pair#${code}` }));
  });
}
