// The other loopback address. `localhost` names 127.0.0.1 and ::1: the one that a gateway leaves free is
// anybody's to take, and with it http://localhost of the gateway's own port.
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Failure } from '../../protocol/failure.ts';
import { formatListen, type ListenAddress } from './address.ts';
import { holderOf } from './port-holder.ts';

export interface OtherLoopback {
  close(): void;
}

/** The machine has no such address, and so nobody else has it. */
const absent: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/**
 * Has `server`, which listens, get what comes to the other loopback address, too. Null where there is none to
 * take. Throws `loopback-taken`.
 */
export async function takeOtherLoopback(
  server: Server,
  wanted: ListenAddress,
): Promise<OtherLoopback | null> {
  const bound = server.address() as AddressInfo | string | null;
  if (wanted.kind === 'unix' || bound === null || typeof bound === 'string') return null;
  const host = otherThan(bound.address);
  if (host === null) return null;
  // As node:http makes its own, whose connections these become.
  const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    server.emit('connection', socket),
  );
  const code = await new Promise<string | null>((resolve) => {
    other.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    other.listen({ host, port: bound.port }, () => resolve(null));
  });
  if (code === null) return { close: () => void other.close() };
  if (absent.has(code)) return null;
  const taken = formatListen({ kind: 'tcp', host, port: bound.port });
  const holder = await holderOf(bound.port, host);
  throw new Failure('loopback-taken', taken, null, holder ?? 'another program');
}

function otherThan(address: string): string | null {
  if (address === '::1') return '127.0.0.1';
  // All of IPv4 is none of IPv6; `::` is all of both.
  return address === '127.0.0.1' || address === '0.0.0.0' ? '::1' : null;
}
