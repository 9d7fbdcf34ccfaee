// The addresses a gateway's page can be opened at.
import { networkInterfaces } from 'node:os';
import { Failure } from '../../protocol/failure.ts';
import { hostWithPort, type ListenAddress } from './address.ts';

/**
 * What --public-url says, without a slash at the end; a proxy may serve the page under a path. Throws
 * `bad-request` for what is none.
 */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url !== null && url.search === '' && url.hash === '';
  if (!plain || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new Failure(
      'bad-request',
      `"${text}" cannot be the page's public address. Use one such as https://gpu.example or https://hub.example/user/ada/proxy/7373.`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Best first. None for a unix socket without a public address. */
export function pageUrls(
  address: ListenAddress,
  { tls, publicUrl, basePath }: { tls: boolean; publicUrl: string | null; basePath: string },
): string[] {
  const own =
    address.kind === 'unix'
      ? []
      : reachableHosts(address.host).map(
          (host) => `${tls ? 'https' : 'http'}://${hostWithPort(host, address.port)}${basePath}`,
        );
  return publicUrl === null ? own : [publicUrl, ...own];
}

/** Nobody can open `0.0.0.0`: the computer's own addresses stand for it, loopback last. */
function reachableHosts(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const outer = addresses
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .filter(({ family }) => family === 'IPv4' || host === '::')
    .sort((a, b) => a.family.localeCompare(b.family));
  return [...outer.map(({ address }) => address), '127.0.0.1'];
}
