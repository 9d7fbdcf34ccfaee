// One client of a tmux server in control mode, attached to a session: commands in, output and
// notices out. It leaves the user's tmux as it is: it counts for no window's size, and brings no
// environment. Knows nothing of what is asked for.
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ControlStream } from './control-stream.ts';
import { clientEnvironment, clientFlags, type TmuxServer } from './server.ts';

type Pipes = [Writable, Readable, null, Writable];

/** Each command's answer, or what tmux said against the first that failed (the rest is not run). */
export type Answers = readonly (readonly Buffer[])[] | { readonly refused: string };

export interface ControlClientEvents {
  readonly onOutput: (pane: string, bytes: Buffer) => void;
  readonly onNotice: (name: string, words: string) => void;
  /** Detached, or the server is gone. `why` is what tmux said, empty when nothing. */
  readonly onClose: (why: string) => void;
}

export interface ControlClientParts extends ControlClientEvents {
  readonly server: TmuxServer;
  /** `$1` */
  readonly sessionId: string;
  /** Such as `pause-after=3`. */
  readonly flags: readonly string[];
}

/**
 * Kills the client when standard input 3, which we hold, is closed: by us, or by our death. tmux
 * keeps a client whose reader is gone for as long as something is to be written to it, and its
 * server could not even be ended then.
 */
const leash =
  'exec 4<&0; "$@" <&4 3<&- 4<&- & exec </dev/null >/dev/null 4<&-; read -r _ <&3; kill -KILL $!';

interface Asked {
  readonly count: number;
  readonly answers: (readonly Buffer[])[];
  readonly done: (answers: Answers) => void;
}

export class ControlClient {
  readonly #stdin: Writable;
  readonly #stdout: Readable;
  readonly #leash: Writable;
  readonly #asked: Asked[] = [];
  readonly #events: ControlClientEvents;
  #why = '';
  #closed = false;

  constructor({ server, sessionId, flags, ...events }: ControlClientParts) {
    this.#events = events;
    const all = ['ignore-size', ...flags].join(',');
    // -E: our environment must not become the session's.
    const attach = ['-C', 'attach-session', '-E', '-f', all, '-t', sessionId];
    const words = [server.program, ...clientFlags, ...server.socket, ...attach];
    const child = spawn('/bin/sh', ['-c', leash, 'sh', ...words], {
      cwd: '/',
      env: clientEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    });
    [this.#stdin, this.#stdout, , this.#leash] = child.stdio as unknown as Pipes;
    const stream = new ControlStream({
      onOutput: events.onOutput,
      onAnswer: (ok, lines) => this.#answer(ok, lines),
      onNotice: (name, words) => {
        if (name === 'exit') this.#why = words || 'exit';
        else events.onNotice(name, words);
      },
    });
    this.#stdout.on('data', (chunk: Buffer) => stream.push(chunk));
    for (const pipe of [this.#stdin, this.#stdout, this.#leash]) pipe.on('error', () => {});
    child.once('error', () => this.#over());
    this.#stdout.once('close', () => this.#over());
  }

  /**
   * Runs commands one after the other with nothing in between. `done` is called where the answers
   * stand between the output before and after.
   */
  ask(commands: readonly string[], done: (answers: Answers) => void = () => {}): void {
    if (this.#closed) return;
    this.#asked.push({ count: commands.length, answers: [], done });
    this.#stdin.write(`${commands.join(' ; ')}\n`);
  }

  /** Stops reading: tmux keeps what comes, within its bounds. */
  pause(): void {
    this.#stdout.pause();
  }

  resume(): void {
    this.#stdout.resume();
  }

  /** Detaches. May be called twice. */
  close(): void {
    this.#leash.destroy();
    this.#stdout.resume();
  }

  #answer(ok: boolean, lines: readonly Buffer[]): void {
    const asked = this.#asked[0];
    if (asked === undefined) return;
    if (!ok) {
      this.#asked.shift();
      asked.done({ refused: lines.map(String).join(' ') });
      return;
    }
    asked.answers.push(lines);
    if (asked.answers.length < asked.count) return;
    this.#asked.shift();
    asked.done(asked.answers);
  }

  #over(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leash.destroy();
    this.#stdin.destroy();
    for (const { done } of this.#asked.splice(0)) done({ refused: 'detached' });
    this.#events.onClose(this.#why);
  }
}
