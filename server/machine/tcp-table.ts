// Whose a TCP socket of this machine is, as Linux tells in /proc/net/tcp and tcp6. Knows no protocol above TCP.
// The form: proc_net_tcp.txt of the kernel's documentation. Elsewhere, or where it is hidden: nothing is known.
import { readFile } from 'node:fs/promises';
import { SocketAddress } from 'node:net';

export interface TcpEnd {
  /** As `net.Socket` writes it; an IPv4 address in IPv6 as what it is. */
  readonly address: string;
  readonly port: number;
}

export interface TcpSocket {
  readonly local: TcpEnd;
  readonly remote: TcpEnd;
  readonly isListening: boolean;
  readonly uid: number;
  readonly inode: number;
}

const listening = '0A';

/** The sockets of this machine that somebody holds still. */
export interface TcpTable {
  /** Those with that local port. */
  at(port: number): TcpSocket[];
}

export async function readTcpTable(): Promise<TcpTable> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const rows = new Map<string, string[]>();
  for (const line of tables.flatMap((table) => table.split('\n'))) {
    const [, port = ''] = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) /.exec(line) ?? [];
    const known = rows.get(port);
    if (known === undefined) rows.set(port, [line]);
    else known.push(line);
  }
  return {
    at: (port) => {
      const lines = rows.get(port.toString(16).toUpperCase().padStart(4, '0')) ?? [];
      // One that is closed and not yet gone says root, whoever had it.
      return lines.map(socketOf).filter(({ inode }) => inode > 0);
    },
  };
}

/** Without the IPv6 form of an IPv4 address. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function socketOf(line: string): TcpSocket {
  const [, local = '', remote = '', state, , , , uid, , inode] = line.trim().split(/\s+/);
  const ends = { local: endOf(local), remote: endOf(remote) };
  return { ...ends, isListening: state === listening, uid: Number(uid), inode: Number(inode) };
}

function endOf(text: string): TcpEnd {
  const [hex = '', port = ''] = text.split(':');
  // Words of 32 bits, each in the machine's own order: all that Node runs on with a /proc are little-endian here.
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = Buffer.concat(words.map((word) => Buffer.from(word, 'hex').reverse()));
  return { address: addressOf(bytes), port: Number.parseInt(port, 16) };
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  const { address } = new SocketAddress({ address: groups.join(':'), family: 'ipv6' });
  return plainAddress(address);
}
