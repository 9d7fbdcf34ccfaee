// The host of a session that lives in tmux: it writes the pane's output to the log and tells its
// connections, as a host with a pty does. The program and its terminal stay tmux's: this process
// answers no terminal queries, decides no size, and signals nobody.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Audience } from '../hosting/audience.ts';
import type { Connection } from '../hosting/connection.ts';
import { HostSocket } from '../hosting/host-socket.ts';
import { InputQueue } from '../hosting/input.ts';
import type { HostPaths } from '../hosting/process.ts';
import { signalName } from '../hosting/signal-name.ts';
import { type OutputWriter, openOutputWriter } from '../log/writer.ts';
import {
  type ClientFrame,
  hostProtocol,
  type OwnedSize,
  unknownExitCode,
} from '../protocol/host.ts';
import { maxSize, type StopHow } from '../protocol/session.ts';
import type { Pane } from '../tmux/pane.ts';
import { placeFile, placeOf } from '../tmux/place.ts';
import { readPane } from '../tmux/server.ts';
import { serverOf } from '../tmux/source.ts';
import { type PaneEnd, PaneFollower } from './follower.ts';
import { Keys } from './keys.ts';
import { Pour } from './pour.ts';
import type { PaneSpec } from './spec.ts';

export interface PaneHostPaths extends HostPaths {
  /** The session's folder. */
  readonly directory: string;
}

const interruptByte = Uint8Array.of(3);

/** Resolves once what the pane shows is in the log and the socket listens; throws before that. */
export async function startPaneHost(spec: PaneSpec, paths: PaneHostPaths): Promise<PaneHost> {
  const { source } = spec;
  const pane = await readPane(serverOf(source), source.pane);
  if (pane === null || pane.serverPid !== source.serverPid || pane.dead) {
    throw new Error('its tmux pane has just been closed.');
  }
  const host = new PaneHost(spec, paths, pane);
  await host.start();
  return host;
}

class PaneHost {
  /** Resolves when the pane has ended, its end is on disk, and everybody was told. */
  readonly ended: Promise<void>;
  readonly programPid: number;
  readonly #spec: PaneSpec;
  readonly #paths: PaneHostPaths;
  /** Terminal queries are answered by tmux. */
  readonly #audience = new Audience({ isAnswering: false });
  readonly #keys: Keys;
  readonly #input = new InputQueue((bytes) => this.#type(bytes));
  readonly #follower: PaneFollower;
  readonly #socket: HostSocket;
  readonly #pane: Pane;
  #size: OwnedSize;
  #place = '';
  #log: OutputWriter | null = null;
  #pour: Pour | null = null;
  #committed = 0;
  #stopAsked = false;
  #isOver = false;
  #resolveEnded: () => void = () => {};

  constructor(spec: PaneSpec, paths: PaneHostPaths, pane: Pane) {
    this.#spec = spec;
    this.#paths = paths;
    this.#pane = pane;
    this.#size = sizeOf(pane);
    this.programPid = pane.pid;
    this.#keys = new Keys(pane.id);
    this.#follower = new PaneFollower(spec.source, {
      onOutput: (bytes) => this.#pour?.output(bytes),
      onPane: (now) => this.#paneIs(now),
      onEnd: (end) => this.#end(end),
    });
    this.#socket = new HostSocket(paths.socket, this.#audience, (frame, connection) =>
      this.#receive(frame, connection),
    );
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  async start(): Promise<void> {
    const log = await openOutputWriter({
      directory: this.#paths.output,
      size: this.#size,
      onCommitted: (from, bytes) => {
        this.#committed = from + bytes.length;
        this.#audience.tellOutput(from, bytes);
        this.#pour?.committed();
      },
      onLost: (from, to) => this.#audience.tell({ type: 'lost', from, to }),
    });
    this.#log = log;
    this.#pour = new Pour(log, {
      onFull: (full) => this.#follower.hold(full),
      onResized: (offset, size) => {
        this.#size = size;
        this.#audience.tell({ type: 'resized', offset, size });
      },
    });
    await this.#socket.listen();
    await this.#follower.start(this.#pane);
  }

  /** Somebody wants this process gone, or the machine shuts down. The pane is tmux's, and goes on. */
  terminated(): void {
    this.#follower.close();
    this.#end({ kind: 'lost' });
  }

  #stop(how: StopHow): void {
    if (how === 'interrupt') {
      this.#input.type(interruptByte);
      return;
    }
    this.#stopAsked = true;
    if (how === 'kill') this.#follower.killSession();
    else this.#follower.killPane();
  }

  #type(bytes: Uint8Array): number {
    if (!this.#follower.attached) return 0;
    return this.#keys.send(bytes, (commands, done) => this.#follower.ask(commands, done));
  }

  #receive(frame: ClientFrame, connection: Connection): void {
    switch (frame.type) {
      case 'hello':
        connection.send({
          type: 'hello',
          protocol: hostProtocol,
          version: __OUTLIVE_VERSION__,
          id: this.#spec.id,
          pid: this.programPid,
          offset: this.#committed,
          size: this.#size,
        });
        this.#audience.join(connection);
        break;
      case 'input': {
        const { source, seq } = frame;
        const status = this.#input.take(source, seq, frame.bytes);
        connection.sendSoon({ type: 'inputResult', source, seq, status });
        break;
      }
      case 'stop':
        this.#stop(frame.how);
        break;
      case 'resize': // The size is tmux's.
      case 'reply': // There is no answerer.
        break;
    }
  }

  #paneIs(pane: Pane): void {
    const size = sizeOf(pane);
    const { cols, rows } = this.#size;
    if (size.cols !== cols || size.rows !== rows) {
      this.#size = size;
      this.#pour?.resize(size);
    }
    const place = `${JSON.stringify(placeOf(pane))}\n`;
    if (place === this.#place) return;
    const path = join(this.#paths.directory, placeFile);
    try {
      writeFileSync(`${path}.new`, place, { mode: 0o600 });
      renameSync(`${path}.new`, path);
      this.#place = place;
    } catch {
      // A full disk: the next look tries again.
    }
  }

  /** Whatever fails on the way, the host goes when its pane has. */
  #end(end: PaneEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const over = () => this.#resolveEnded();
    this.#paneEnded(end).then(over, over);
  }

  async #paneEnded(end: PaneEnd): Promise<void> {
    const endedAt = Date.now();
    this.#input.end();
    this.#pour?.close();
    const isLost = end.kind === 'lost';
    const reason = isLost ? 'lost' : this.#stopAsked ? 'killed' : 'exit';
    const exit = await this.#log?.end({ ...codeOf(end), reason, endedAt });
    if (exit !== undefined) this.#audience.tell({ type: 'exit', exit });
    await this.#socket.close();
  }
}

/** tmux allows larger panes than emulators do. */
function sizeOf({ cols, rows }: Pane): OwnedSize {
  return {
    cols: Math.max(1, Math.min(cols, maxSize.cols)),
    rows: Math.max(1, Math.min(rows, maxSize.rows)),
    owner: 'tmux',
  };
}

function codeOf(end: PaneEnd): { exitCode: number; signal: string | null } {
  const { status, signal } = end.kind === 'ended' ? end : { status: null, signal: null };
  if (signal !== null) return { exitCode: 0, signal: signalName(signal) };
  return { exitCode: status ?? unknownExitCode, signal: null };
}
