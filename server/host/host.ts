// The host of one session: it owns the pty, writes the output log and tells its connections.
// Knows nothing of escape codes, HTTP or phones.
import { writeFileSync } from 'node:fs';
import { Audience } from '../hosting/audience.ts';
import type { Connection } from '../hosting/connection.ts';
import { HostSocket } from '../hosting/host-socket.ts';
import { InputQueue } from '../hosting/input.ts';
import type { HostPaths } from '../hosting/process.ts';
import { signalName } from '../hosting/signal-name.ts';
import { type OutputWriter, openOutputWriter } from '../log/writer.ts';
import { type ClientFrame, hostProtocol, type OwnedSize } from '../protocol/host.ts';
import type { StopHow } from '../protocol/session.ts';
import { AnswerGate } from './answers.ts';
import { askToEnd } from './ask-to-end.ts';
import { openPty, type Pty } from './pty.ts';
import type { HostSpec } from './spec.ts';

/** Reading stops while more than this waits for the disk, so that a slow disk slows the program... */
const congestedBytes = 2 * 1024 * 1024;
/** ...but not longer than this: a disk that hangs must not stop it. */
const congestedMs = 1000;
const quietMs = 30;
const drainWithinMs = 500;
const interruptByte = Uint8Array.of(3);

/** Starts the session. Resolves once the program runs and the socket listens; throws before that. */
export async function startHost(spec: HostSpec, paths: HostPaths): Promise<Host> {
  const size = { ...spec.size, owner: '' };
  const host = new Host(spec, paths, size);
  await host.start();
  return host;
}

export class Host {
  /** Resolves when the program has ended, its end is on disk, and everybody was told. */
  readonly ended: Promise<void>;
  readonly #spec: HostSpec;
  readonly #paths: HostPaths;
  readonly #audience = new Audience();
  readonly #answers = new AnswerGate();
  readonly #input = new InputQueue((bytes) => this.#pty?.write(bytes) ?? 0);
  readonly #socket: HostSocket;
  #size: OwnedSize;
  #log: OutputWriter | null = null;
  #pty: Pty | null = null;
  #committed = 0;
  #stopAsked = false;
  /** The program's number may be another's from now on. */
  #programGone = false;
  #congestion: NodeJS.Timeout | null = null;
  #resolveEnded: () => void = () => {};

  constructor(spec: HostSpec, paths: HostPaths, size: OwnedSize) {
    this.#spec = spec;
    this.#paths = paths;
    this.#size = size;
    this.#socket = new HostSocket(paths.socket, this.#audience, (frame, connection) =>
      this.#receive(frame, connection),
    );
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get programPid(): number {
    return this.#pty?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.#log = await openOutputWriter({
      directory: this.#paths.output,
      size: this.#size,
      onCommitted: (from, bytes) => this.#committedBytes(from, bytes),
      onLost: (from, to) => this.#audience.tell({ type: 'lost', from, to }),
    });
    await this.#socket.listen();
    this.#pty = await openPty(this.#spec, {
      onOutput: (bytes) => this.#output(bytes),
      onExit: (code, signal) => this.#end(code, signal),
    });
    preferForOomKill(this.#pty.pid);
  }

  /** A machine that shuts down asks its processes to end: ask the program, and tell its end. */
  terminated(): void {
    this.stop('terminate');
  }

  /** interrupt types Ctrl+C; the others signal the program's process group. */
  stop(how: StopHow): void {
    if (this.#programGone) return;
    if (how === 'interrupt') {
      this.#input.type(interruptByte);
      return;
    }
    this.#stopAsked = true;
    if (how === 'terminate') {
      askToEnd(this.programPid, () => this.#programGone);
      return;
    }
    try {
      process.kill(-this.programPid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }

  #receive(frame: ClientFrame, connection: Connection): void {
    switch (frame.type) {
      case 'hello':
        this.#greet(connection);
        break;
      case 'input': {
        const { source, seq } = frame;
        const status = this.#input.take(source, seq, frame.bytes);
        connection.sendSoon({ type: 'inputResult', source, seq, status });
        break;
      }
      case 'resize':
        this.#resize(frame.size);
        break;
      case 'reply':
        if (!this.#audience.isAnswerer(connection)) break;
        if (this.#answers.admits(frame.from, frame.to)) this.#input.type(frame.bytes);
        break;
      case 'stop':
        this.stop(frame.how);
        break;
    }
  }

  #greet(connection: Connection): void {
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
  }

  #output(bytes: Uint8Array): void {
    const log = this.#log;
    if (log === null) return;
    this.#answers.arrived(log.offset);
    log.append(bytes);
    if (log.waitingBytes > congestedBytes && this.#congestion === null) {
      this.#pty?.pause();
      this.#congestion = setTimeout(() => this.#pty?.resume(), congestedMs);
    }
  }

  #committedBytes(from: number, bytes: Uint8Array): void {
    this.#committed = from + bytes.length;
    if (this.#congestion !== null && (this.#log?.waitingBytes ?? 0) < congestedBytes / 2) {
      clearTimeout(this.#congestion);
      this.#congestion = null;
      this.#pty?.resume();
    }
    this.#audience.tellOutput(from, bytes);
  }

  /** What was written before is read before, so that every byte is drawn at the size it was meant for. */
  #resize(size: OwnedSize): void {
    const { cols, rows, owner } = this.#size;
    if (size.cols === cols && size.rows === rows && size.owner === owner) return;
    this.#pty?.drain();
    const offset = this.#log?.resize(size) ?? 0;
    this.#size = size;
    this.#pty?.resize(size);
    this.#audience.tell({ type: 'resized', offset, size });
  }

  /** Whatever fails on the way, the host goes when its program has. */
  #end(code: number, signal: number): void {
    const over = () => this.#resolveEnded();
    this.#programEnded(code, signal).then(over, over);
  }

  async #programEnded(code: number, signal: number): Promise<void> {
    const endedAt = Date.now();
    this.#programGone = true;
    this.#input.end();
    this.#pty?.resume();
    await this.#drainToSilence();
    this.#pty?.close();
    const exit = await this.#log?.end({
      exitCode: code,
      signal: signal === 0 ? null : signalName(signal),
      reason: this.#stopAsked ? 'killed' : 'exit',
      endedAt,
    });
    if (exit !== undefined) this.#audience.tell({ type: 'exit', exit });
    await this.#socket.close();
  }

  /** Until nothing has come for a moment, but within bounds: orphans may go on writing for ever. */
  async #drainToSilence(): Promise<void> {
    const deadline = performance.now() + drainWithinMs;
    let offset = -1;
    while (performance.now() < deadline && offset !== this.#log?.offset) {
      this.#pty?.drain();
      offset = this.#log?.offset ?? 0;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
      this.#pty?.drain();
    }
  }
}

/** When memory runs out, the kernel shall take the program and leave its host to tell the end. */
function preferForOomKill(pid: number): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '300');
  } catch {
    // Not allowed in every container, and only a preference.
  }
}
