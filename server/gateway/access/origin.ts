// Which pages may talk to this gateway: its own alone. No cookie carries power here, so this is the
// second fence, not the first.
import { Failure } from '../../protocol/failure.ts';

/**
 * True for a request made by no page at all (there is no Origin), by a page of the very host it is
 * sent to, or by one of the public address's origin.
 */
export function isOwnOrigin(
  { origin, host }: { origin: string | undefined; host: string | undefined },
  { tls, publicUrl }: { tls: boolean; publicUrl: string | null },
): boolean {
  if (origin === undefined) return true;
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: page } = new URL(origin);
  // A proxy in front may speak https where we do not; the other way round nobody does.
  const schemes = tls ? ['https:'] : ['http:', 'https:'];
  return schemes.includes(protocol) && page === ownHost(protocol, host);
}

/** Says what to set where a proxy of one's own passes on another host than it was asked by. */
export function badOrigin(origin: string | undefined, host: string | undefined): Failure {
  const isPage = origin !== undefined && /^https?:\/\/[\w.:[\]-]+$/.test(origin);
  return new Failure('bad-origin', isPage ? origin : '', null, host);
}

/** As URL writes it: lower case, the scheme's own port left out. */
function ownHost(protocol: string, host: string): string | null {
  const url = `${protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : null;
}
