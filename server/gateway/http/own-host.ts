// Refuses what is asked by a name that is not this gateway's, in words that say how to make it one: a page for
// people, JSON for programs.
import type { Request, RequestHandler, Response } from 'express';
import { Failure } from '../../protocol/failure.ts';
import { quoted } from '../../sessions/program.ts';
import type { OwnNames } from '../access/own-names.ts';

export function refuseOtherHosts({
  names,
  tls,
}: {
  names: OwnNames;
  tls: boolean;
}): RequestHandler {
  return async (request, response, next) => {
    const { host = '' } = request.headers;
    if (await names.has(request.headers.host)) return next();
    const failure = new Failure('bad-host', host, null, lineFor(request, tls));
    if (!isForPeople(request)) throw failure;
    sendPage(failure.message, response);
  };
}

/** What to start the gateway with, for a shell. */
function lineFor({ headers }: Request, tls: boolean): string {
  const { host = '', 'x-forwarded-proto': forwarded } = headers;
  const scheme = tls || forwarded === 'https' ? 'https' : 'http';
  const url = `${scheme}://${host}`;
  return `--public-url ${quoted(URL.canParse(url) ? new URL(url).origin : url)}`;
}

function isForPeople({ method, headers, path }: Request): boolean {
  const isPage = headers.accept?.includes('text/html') === true && !path.startsWith('/api');
  return isPage && (method === 'GET' || method === 'HEAD');
}

function sendPage(message: string, response: Response): void {
  const text = message.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const style =
    'font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem';
  response
    .status(403)
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Outlive</title><body style="${style}"><h1>Outlive does not know this address</h1><p style="overflow-wrap: anywhere">${text}</p></body></html>`,
    );
}
