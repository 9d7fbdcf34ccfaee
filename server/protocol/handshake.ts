// How a page shows its token while it is still asking for its connection. A WebSocket's request has one
// header that a browser lets a page choose, the subprotocol; polling has one of our own. No address and no
// log holds it.

const prefix = 'outlive.token.';
/** Answered in place of the token's: browsers end a connection that answers none of those offered. */
const name = 'outlive';
const maxTokenLength = 128;

/** What the page offers. */
export function offeredProtocols(token: string): string[] {
  return [name, `${prefix}${token}`];
}

/** The header of what is asked for by polling. */
export const tokenHeader = 'Outlive-Token';

interface Headers {
  readonly 'sec-websocket-protocol'?: string | undefined;
  readonly 'outlive-token'?: string | string[] | undefined;
}

/** The token that a request for a connection shows, null without one. */
export function shownToken(headers: Headers): string | null {
  const words = headers['sec-websocket-protocol']?.split(',').map((word) => word.trim()) ?? [];
  const offered = words.find((word) => word.startsWith(prefix))?.slice(prefix.length);
  const token = offered ?? String(headers['outlive-token'] ?? '');
  return token === '' || token.length > maxTokenLength ? null : token;
}
