// Where a request comes from, for limits and for the list of devices.
import type { IncomingMessage } from 'node:http';
import { plainAddress } from '../../machine/tcp-table.ts';

/**
 * The peer's address, empty for a unix socket. Behind our own proxy (there is a public address and the
 * peer is on this computer) it is the one the proxy saw. Neighbours on this computer can lie about
 * that one, so limits by address never stand alone.
 */
export function addressOf(request: IncomingMessage, behindProxy: boolean): string {
  const peer = peerOf(request);
  const forwarded = request.headers['x-forwarded-for'];
  if (!behindProxy || !isNear(peer) || typeof forwarded !== 'string') return peer;
  const last = forwarded.split(',').at(-1)?.trim() ?? '';
  return /^[0-9A-Fa-f:.]{2,45}$/.test(last) ? last : peer;
}

/** Empty for a unix socket. */
export function peerOf(request: IncomingMessage): string {
  return plainAddress(request.socket.remoteAddress ?? '');
}

/** Whether a peer is on this computer. */
export function isNear(peer: string): boolean {
  return peer === '' || peer === '::1' || peer.startsWith('127.');
}
