// Where a request comes from, for limits and for the list of devices.
import type { IncomingMessage } from 'node:http';

/**
 * The peer's address, empty for a unix socket. Behind our own proxy (there is a public address and the
 * peer is on this computer) it is the one the proxy saw. Neighbours on this computer can lie about
 * that one, so limits by address never stand alone.
 */
export function addressOf(request: IncomingMessage, behindProxy: boolean): string {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isNear = peer === '' || peer === '::1' || peer.startsWith('127.');
  const forwarded = request.headers['x-forwarded-for'];
  if (!behindProxy || !isNear || typeof forwarded !== 'string') return peer;
  const last = forwarded.split(',').at(-1)?.trim() ?? '';
  return /^[0-9A-Fa-f:.]{2,45}$/.test(last) ? last : peer;
}
