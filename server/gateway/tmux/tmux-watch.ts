// Tells when tmux sessions come and go: through a client in control mode that asks for no output, or,
// while no server runs, by the folder in which its socket would appear.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ControlClient } from '../../tmux/control-client.ts';
import { findTmux, listPanes, type TmuxServer } from '../../tmux/server.ts';
import { watchFolder } from '../watch-folder.ts';

/** A socket's folder that is not there yet is looked for this often. */
const lookEveryMs = 5000;
/** A server is busy with its first session for a moment after its socket appears. */
const againMs = 300;

export interface TmuxWatchParts {
  readonly env: NodeJS.ProcessEnv;
  readonly onChange: () => void;
}

export class TmuxWatch {
  readonly #parts: TmuxWatchParts;
  #client: ControlClient | null = null;
  #unwatch: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: TmuxWatchParts) {
    this.#parts = parts;
    this.#look();
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unwatch();
    this.#client?.close();
  }

  #look(): void {
    this.#follow().catch(() => this.#soon(againMs));
  }

  async #follow(): Promise<void> {
    this.#unwatch();
    clearTimeout(this.#timer);
    const { env } = this.#parts;
    const found = await findTmux(env, undefined).catch(() => null);
    const panes = found === null ? [] : await listPanes(found, env).catch(() => []);
    if (this.#closed || found === null) return;
    const [first] = panes;
    if (first === undefined) this.#awaitServer();
    else this.#attach({ ...found, socket: ['-S', first.socket] }, first.sessionId);
    this.#parts.onChange();
  }

  #attach(server: TmuxServer, sessionId: string): void {
    this.#client = new ControlClient({
      server,
      sessionId,
      flags: ['no-output'],
      onOutput: () => {},
      onNotice: (name) => {
        if (name === 'sessions-changed') this.#parts.onChange();
      },
      onClose: () => {
        this.#client = null;
        if (!this.#closed) this.#soon(againMs);
      },
    });
  }

  #awaitServer(): void {
    const { TMUX, TMUX_TMPDIR } = this.#parts.env;
    const uid = process.getuid?.() ?? 0;
    const folder = TMUX ? dirname(TMUX) : `${TMUX_TMPDIR || '/tmp'}/tmux-${uid}`;
    if (existsSync(folder)) this.#unwatch = watchFolder(folder, () => this.#soon(againMs));
    else this.#soon(lookEveryMs);
  }

  #soon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
    this.#timer.unref();
  }
}
