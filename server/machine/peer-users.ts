// Which user of this machine is at the other end of a loopback connection. One look at the system's table
// serves all who ask meanwhile, so that a flood of connections costs a few looks a second.
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { plainAddress, readTcpTable, type TcpTable } from './tcp-table.ts';

const betweenLooksMs = 50;

export class PeerUsers {
  readonly #known = new WeakMap<Socket, Promise<number | undefined>>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #next: Promise<TcpTable> | null = null;

  /** Its user's number; undefined where the system does not tell, or the peer is gone. */
  of(socket: Socket): Promise<number | undefined> {
    const known = this.#known.get(socket) ?? this.#look(socket);
    this.#known.set(socket, known);
    return known;
  }

  async #look({ remoteAddress, remotePort, localPort }: Socket): Promise<number | undefined> {
    if (remoteAddress === undefined || remotePort === undefined) return undefined;
    const address = plainAddress(remoteAddress);
    const table = await this.#table();
    const peer = table
      .at(remotePort)
      .find(({ local, remote }) => local.address === address && remote.port === localPort);
    return peer?.uid;
  }

  /** Read after it was asked for: what is connected by now is in it. */
  #table(): Promise<TcpTable> {
    this.#next ??= this.#readSoon();
    return this.#next;
  }

  async #readSoon(): Promise<TcpTable> {
    await delay(Math.max(0, this.#lookedAt + betweenLooksMs - performance.now()));
    this.#next = null;
    this.#lookedAt = performance.now();
    return readTcpTable();
  }
}
