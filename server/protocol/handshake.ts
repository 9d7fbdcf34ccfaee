// How a page shows its token while it is still asking for its connection: as the name of a
// subprotocol, the only header that a browser lets a page choose. No address and no log holds it.

const prefix = 'outlive.token.';
/** Answered in place of the token's: browsers end a connection that answers none of those offered. */
const name = 'outlive';
const maxTokenLength = 128;

/** What the page offers. */
export function offeredProtocols(token: string): string[] {
  return [name, `${prefix}${token}`];
}

/** The token in a request's `Sec-WebSocket-Protocol`, null without one. */
export function shownToken(header: string | undefined): string | null {
  const words = header?.split(',').map((word) => word.trim()) ?? [];
  const token = words.find((word) => word.startsWith(prefix))?.slice(prefix.length) ?? '';
  return token === '' || token.length > maxTokenLength ? null : token;
}
