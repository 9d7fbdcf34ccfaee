// Puts the routes of the interface behind their rights: each is asked for a device's token, then for
// the right that the table names, and only then run.
import express, { type Express, type Request, type Response } from 'express';
import { Failure } from '../../protocol/failure.ts';
import type { Device } from '../access/device.ts';
import { permits, type Route, routeRights } from '../access/rights.ts';
import type { Answers } from './answers.ts';
import { isTooDeep, tooDeepWords } from './nesting.ts';

/** One authorized request. `body` is unknown until the route has parsed it. */
export interface Call {
  readonly device: Device;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly request: Request;
}

export type Reply =
  | { readonly status: 200 | 201; readonly json: unknown }
  | { readonly status: 204 }
  | {
      readonly status: 200;
      readonly type: string;
      readonly send: (response: Response) => Promise<void>;
    };

/** What answers each route. A route without an answer, or one without a right, is a type error. */
export type Routes = Readonly<Record<Route, (call: Call) => Promise<Reply>>>;

export function mountRoutes(
  app: Express,
  routes: Routes,
  {
    authenticate,
    sessionId,
    answers,
  }: {
    authenticate: (request: Request) => Device;
    /** The id of the session that goes by this name or id, null when there is none. */
    sessionId: (word: string) => string | null;
    answers: Answers;
  },
): void {
  const readJson = jsonBody();
  for (const [route, need] of Object.entries(routeRights)) {
    const [method = '', path = ''] = route.split(' ');
    const answer = routes[route as Route];
    const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const authorize = (request: Request, response: Response, next: () => void) => {
      const device = authenticate(request);
      const named = typeof request.params.session === 'string' ? request.params.session : null;
      const id = named === null ? null : sessionId(named);
      if (!permits(device, need, id)) throw new Failure('not-allowed');
      // What was judged is what is acted on, though the name be another's in a moment.
      if (device.view !== null && id !== null) request.params.session = id;
      response.locals.device = device;
      // Whoever shuts itself out is told so.
      if (route !== 'DELETE /api/devices/:device') answers.begin(device, response);
      next();
    };
    // The body is not read before it is known who sends it.
    app[verb](
      path,
      authorize,
      ...(verb === 'get' || verb === 'delete' ? [] : readJson),
      async (request: Request, response: Response) => {
        const { params, query, body } = request;
        const { device } = response.locals as { device: Device };
        const reply = await answer({ device, params: params as never, query, body, request });
        await send(response, reply);
      },
    );
  }
}

/** Reads a JSON object, refusing anything else with `not-json` or `too-large`. */
export function jsonBody(limit = '128kb') {
  return [
    express.json({ limit, strict: true }),
    (request: Request, _response: Response, next: () => void) => {
      if (typeof request.body !== 'object' || Array.isArray(request.body))
        throw new Failure('not-json');
      if (isTooDeep(request.body)) throw new Failure('bad-request', tooDeepWords);
      next();
    },
  ];
}

async function send(response: Response, reply: Reply): Promise<void> {
  response.status(reply.status);
  if ('json' in reply) response.json(reply.json);
  else if ('send' in reply) await reply.send(response.type(reply.type));
  else response.end();
}
