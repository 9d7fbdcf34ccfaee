// --base-path: the path that a proxy in front leaves in the addresses it asks for. Taken away here, once,
// so that nothing behind it knows of it.
import type { IncomingMessage, Server } from 'node:http';
import { Failure } from '../../protocol/failure.ts';

/** Without a slash at the end; '' for the root. Throws `bad-request` for what is no path. */
export function parseBasePath(text: string): string {
  const path = text.replace(/\/+$/, '');
  if (path !== '' && !/^(?:\/[\w.~@%:-]+)+$/.test(path)) {
    throw new Failure('bad-request', `"${text}" cannot be a base path. Use one such as /outlive.`);
  }
  return path;
}

/**
 * Takes the base path off every request and upgrade, before anything else sees them. What comes without
 * it stays as it is: a tunnel past the proxy works, too.
 */
export function takeOffBasePath(server: Server, basePath: string): void {
  if (basePath === '') return;
  const takeOff = (request: IncomingMessage) => {
    const { url = '/' } = request;
    const rest = url.startsWith(basePath) ? url.slice(basePath.length) : null;
    if (rest === '' || rest?.startsWith('?')) request.url = `/${rest}`;
    else if (rest?.startsWith('/')) request.url = rest;
  };
  server.prependListener('request', takeOff);
  server.prependListener('upgrade', takeOff);
}
