// One connected page: whose device it is, what it watches, and its viewers. Everything it holds ends
// with its connection.
import type { Socket } from 'socket.io';
import { Failure } from '../../protocol/failure.ts';
import type { GatewayToLog, LogToGateway } from '../../protocol/log-page.ts';
import type {
  AttachStart,
  GatewayToPage,
  PageToGateway,
  ScreenSnapshot,
} from '../../protocol/page.ts';
import type { SessionSummary } from '../../protocol/session.ts';
import { toWire } from '../../protocol/wire-bytes.ts';
import type { SessionLogView } from '../../screen/session-log-view.ts';
import type { Device } from '../access/device.ts';
import { isSeen } from '../access/rights.ts';
import type { AlertPage, Presence } from '../alerts/presence.ts';
import type { Board } from '../board/board.ts';
import { ListWatcher } from '../board/list-watcher.ts';
import type { LiveSession } from '../board/live-session.ts';
import { LogLooks } from '../log/log-looks.ts';
import type { SearchTurns } from '../log/search-turns.ts';
import { Viewer } from '../stream/viewer.ts';
import { InFlight } from './in-flight.ts';

export type FromPage = PageToGateway & LogToGateway;
export type ToPage = GatewayToPage & GatewayToLog;
export type PageSocket = Socket<FromPage, ToPage, object, { device: Device }>;

export interface PageParts {
  readonly machine: string;
  readonly board: Board;
  readonly screen: (id: string) => Promise<ScreenSnapshot>;
  readonly log: (id: string, signal: AbortSignal) => SessionLogView;
  readonly searches: SearchTurns;
  readonly presence: Presence;
  readonly bug: (error: unknown) => void;
}

/** A page shows one session at a time; a few more may be on their way out. */
const maxViewers = 16;

interface Attachment {
  readonly viewer: Viewer;
  readonly session: LiveSession;
}

export class Page {
  readonly logs: LogLooks;
  readonly inFlight = new InFlight(() => this.#socket.disconnect(true));
  readonly #socket: PageSocket;
  readonly #parts: PageParts;
  readonly #attachments = new Map<number, Attachment>();
  readonly #unfollow: () => void;
  readonly #alertPage: AlertPage;
  readonly #leave: () => void;
  #viewers = 0;
  #list: { readonly watcher: ListWatcher; readonly end: () => void } | null = null;
  #closed = false;

  constructor(socket: PageSocket, parts: PageParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.logs = new LogLooks({
      log: parts.log,
      search: (begin) => parts.searches.take(this.device.id, begin),
      free: (go) => {
        const { transport } = socket.conn;
        if (!transport.writable) transport.once('ready', go);
        return transport.writable;
      },
      tail: (tail) => socket.emit('log:tail', tail),
      matches: (matches) => socket.emit('log:matches', matches),
    });
    this.#alertPage = {
      device: this.device,
      tell: (alert) => void socket.emit('alert', alert),
      tellUnseen: (count) => void socket.emit('alerts:unseen', { count }),
    };
    this.#leave = parts.presence.arrive(this.#alertPage);
    this.#unfollow = parts.board.watch({
      session: () => undefined,
      removed: (id) => this.logs.removed(id),
    });
  }

  get machine(): string {
    return this.#parts.machine;
  }

  get device(): Device {
    return this.#socket.data.device;
  }

  /** Throws `no-session`. */
  session(id: string): LiveSession {
    const session = this.#parts.board.get(id);
    if (session === null) throw new Failure('no-session', id);
    return session;
  }

  async watch(): Promise<SessionSummary[]> {
    const { board } = this.#parts;
    const sessions = await board.list();
    const seen = sessions.filter(({ id }) => isSeen(this.device, id));
    this.unwatch();
    if (this.#closed) return seen;
    const watcher = new ListWatcher({
      send: (changes) => this.#socket.emit('list:changes', changes),
      sees: (id) => isSeen(this.device, id),
    });
    watcher.begin(seen);
    const end = board.watch(watcher);
    this.#list = { watcher, end };
    return seen;
  }

  pauseList(paused: boolean): void {
    this.#list?.watcher.pause(paused);
  }

  unwatch(): void {
    this.#list?.end();
    this.#list?.watcher.close();
    this.#list = null;
  }

  /** The session that it shows, null for none. */
  looksAt(session: string | null): void {
    this.#parts.presence.looks(this.#alertPage, session);
  }

  /** It has shown this alert. */
  showed(alert: string): void {
    this.#parts.presence.shown(this.#alertPage, alert);
  }

  /** `begin` is to be called when the page has been told of its start. Throws `no-session`, `host-gone`. */
  async attach(
    id: string,
    cursor: number | null,
  ): Promise<{ start: AttachStart; begin: () => void }> {
    const session = this.session(id);
    if (this.#attachments.size >= maxViewers)
      throw new Failure('too-many-open', `${maxViewers} terminals on one page`);
    const number = ++this.#viewers;
    const viewer = this.#viewerOf(session, number);
    this.#attachments.set(number, { viewer, session });
    try {
      await session.settled();
      const start = { ...(await viewer.start(cursor)), viewer: number } as AttachStart;
      return { start, begin: () => viewer.begin() };
    } catch (error) {
      this.detach(number);
      throw error;
    }
  }

  detach(number: number): void {
    const attachment = this.#attachments.get(number);
    this.#attachments.delete(number);
    attachment?.viewer.close();
    attachment?.session.left();
  }

  painted(number: number, offset: number): void {
    this.#attachments.get(number)?.viewer.painted(offset);
  }

  close(): void {
    this.#closed = true;
    this.inFlight.close();
    this.unwatch();
    this.#unfollow();
    this.#leave();
    for (const number of [...this.#attachments.keys()]) this.detach(number);
    this.logs.closeAll();
  }

  #viewerOf(session: LiveSession, viewer: number): Viewer {
    const socket = this.#socket;
    return new Viewer({
      feed: session.feed,
      screen: () => this.#parts.screen(session.id),
      bug: this.#parts.bug,
      sink: {
        output: (from, bytes) => socket.emit('output', { viewer, from, bytes: toWire(bytes) }),
        snapshot: (snapshot) => socket.emit('snapshot', { viewer, snapshot }),
        resized: (offset, size) => socket.emit('resized', { viewer, offset, size }),
        ended: () => {
          socket.emit('ended', { viewer });
          this.detach(viewer);
        },
      },
    });
  }
}
