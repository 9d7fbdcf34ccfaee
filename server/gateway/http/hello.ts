// POST /api/hello: proves to a page that this is the gateway it was paired with, before it sends its token.
import type { Socket } from 'node:net';
import type { Express, Request, Response } from 'express';
import type { Handshakes } from '../access/handshakes.ts';
import { jsonBody } from './routes.ts';

export interface HelloParts {
  readonly handshakes: Handshakes;
  /** A device is at the other end of this connection. */
  readonly cameIn: (socket: Socket, device: string) => void;
}

/** A greeting is three short words. */
const maxBody = '1kb';

export function mountHello(app: Express, { handshakes, cameIn }: HelloParts): void {
  app.post('/api/hello', ...jsonBody(maxBody), (request: Request, response: Response) => {
    const met = handshakes.meet(request.body);
    if (met === null) return void response.json({ standing: 'unknown' });
    const { id, standing, proof, isFirst } = met;
    if (standing === 'paired' && isFirst) cameIn(request.socket, id);
    response.json({ standing, proof });
  });
}
