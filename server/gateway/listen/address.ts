// Where a gateway listens, as people write it: `127.0.0.1:7373`, `[::1]:7373`, `unix:/path`.
import { isIPv4, isIPv6 } from 'node:net';
import { isAbsolute } from 'node:path';
import { Failure } from '../../protocol/failure.ts';

export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** The kernel's limit on a unix socket's path. Node cuts a longer one silently. */
const maxSocketPathBytes = 103;

/** Throws `bad-listen`, or `bad-request` for a path too long. Port 0 is any free one. */
export function parseListen(text: string): ListenAddress {
  return parseUnix(text) ?? parseTcp(text) ?? fail(text);
}

/** As `parseListen` reads it. */
export function formatListen(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  return hostWithPort(address.host, address.port);
}

/** True when nobody on another computer can reach it. */
export function isLocal(address: ListenAddress): boolean {
  if (address.kind === 'unix') return true;
  const { host } = address;
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

export function hostWithPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function parseUnix(text: string): ListenAddress | null {
  if (!text.startsWith('unix:')) return null;
  const path = text.slice('unix:'.length);
  if (!isAbsolute(path) || path.includes('\0')) return null;
  if (Buffer.byteLength(path) > maxSocketPathBytes) {
    throw new Failure(
      'bad-request',
      `The socket's path ${path} is longer than ${maxSocketPathBytes} bytes. Choose a shorter one.`,
    );
  }
  return { kind: 'unix', path };
}

function parseTcp(text: string): ListenAddress | null {
  const [, bracketed, plain, digits = ''] =
    /^(?:\[([^\]]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65535) return null;
  if (bracketed !== undefined && !isIPv6(bracketed)) return null;
  return { kind: 'tcp', host: host.toLowerCase(), port };
}

function fail(text: string): never {
  throw new Failure('bad-listen', text);
}
