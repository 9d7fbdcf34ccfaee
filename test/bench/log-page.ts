// A page that looks at a log, for benches: opens it as the client does and counts what it is sent.

import type { Socket } from 'socket.io-client';
import type {
  GatewayToLog,
  LogMatches,
  LogQuery,
  LogRange,
  LogTail,
  LogToGateway,
} from '../../server/protocol/log-page.ts';
import type { Answer } from '../../server/protocol/page.ts';
import type { Product } from '../product.ts';

/** As wide as a phone's. */
const width = 52;

export class LogPage {
  readonly #socket: Socket<GatewayToLog, LogToGateway>;
  readonly view: number;
  readonly tail: LogTail;
  /** Bytes of packets since the look began, without WebSocket's and TCP's headers. */
  received = 0;

  private constructor(socket: Socket, view: number, tail: LogTail) {
    this.#socket = socket;
    this.view = view;
    this.tail = tail;
    socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
      this.received += typeof data === 'string' ? Buffer.byteLength(data) + 1 : 0;
    });
  }

  static async open(product: Product, session: string): Promise<LogPage> {
    const socket = (await product.connect()) as unknown as Socket<GatewayToLog, LogToGateway>;
    const { view, tail } = await said(socket.emitWithAck('log:open', { session, width }));
    return new LogPage(socket as unknown as Socket, view, tail);
  }

  /** A screenful of rows from a row on. */
  async rows(row: number): Promise<LogRange> {
    const request = { view: this.view, width, from: { row }, rows: 100 };
    return said(this.#socket.emitWithAck('log:rows', request));
  }

  /** How many lines match, once all have been searched. */
  search(query: LogQuery): Promise<number> {
    return new Promise((resolve, reject) => {
      let count = 0;
      const take = ({ lines, done, problem }: LogMatches) => {
        count += lines.length;
        if (!done) return;
        this.#socket.off('log:matches', take);
        if (problem === null) resolve(count);
        else reject(new Error(problem));
      };
      this.#socket.on('log:matches', take);
      this.#socket.emit('log:search', { view: this.view, query, from: 0 }, () => {});
    });
  }

  /** Calls back for every change of the log's end. */
  onTail(changed: () => void): void {
    this.#socket.on('log:tail', changed);
  }

  close(): void {
    this.#socket.disconnect();
  }
}

async function said<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer;
}

/** The log's last line, once all output so far is in it. */
export async function lastLine(product: Product, name: string): Promise<string> {
  const response = await fetch(`${product.url}/api/sessions/${name}/log?tail=1`, {
    headers: { authorization: `Bearer ${product.token}` },
  });
  return (await response.text()).trim();
}
