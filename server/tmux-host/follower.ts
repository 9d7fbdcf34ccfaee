// Follows one pane of a tmux server for as long as it lives: its output, its size, where it is.
// Comes back when it was detached, and catches up with what it missed. Knows nothing of the log.
import { setTimeout as delay } from 'node:timers/promises';
import { ControlClient } from '../tmux/control-client.ts';
import { type Pane, paneFormat, parsePane } from '../tmux/pane.ts';
import { readPane, TmuxRefusal } from '../tmux/server.ts';
import { serverOf, type TmuxSource } from '../tmux/source.ts';
import { CatchUp } from './catch-up.ts';
import { type Picture, pictureCommands, pictureOf } from './picture.ts';

/** Behind by more seconds than this, tmux pauses us and throws away instead of gathering. */
const pauseAfterSeconds = 3;
const firstRetryMs = 20;
const lastRetryMs = 2000;

export type PaneEnd =
  /** The program ended; how, tmux tells only of panes that it keeps. */
  | { readonly kind: 'ended'; readonly status: number | null; readonly signal: number | null }
  /** The tmux server died. */
  | { readonly kind: 'lost' };

export interface PaneFollowerEvents {
  /** Use `bytes` before this returns. */
  readonly onOutput: (bytes: Buffer) => void;
  /** Where and how large the pane is now; later output is drawn at this size. */
  readonly onPane: (pane: Pane) => void;
  readonly onEnd: (end: PaneEnd) => void;
}

/** What may have changed the pane's size or place, or ended it. */
const telling = new Set([
  'layout-change',
  'window-pane-changed',
  'window-close',
  'unlinked-window-close',
  'window-add',
  'unlinked-window-add',
  'session-changed',
  'session-renamed',
  'sessions-changed',
  'subscription-changed',
]);

export class PaneFollower {
  readonly #source: TmuxSource;
  readonly #events: PaneFollowerEvents;
  readonly #catchUp = new CatchUp();
  readonly #silenced = new Set<string>();
  #client: ControlClient | null = null;
  #sessionId = '';
  #size = '';
  /** Output counts from the first picture on. */
  #drawn = false;
  #checking: 'no' | 'yes' | 'again' = 'no';
  #retryMs = firstRetryMs;
  #over = false;
  #ready: () => void = () => {};

  constructor(source: TmuxSource, events: PaneFollowerEvents) {
    this.#source = source;
    this.#events = events;
  }

  /** Resolves when what the pane shows has been told. */
  async start(pane: Pane): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.#ready = resolve;
    });
    this.#attach(pane.sessionId);
    await ready;
  }

  get attached(): boolean {
    return this.#client !== null;
  }

  /** Commands for tmux, as `ControlClient.ask` takes them; none while it is detached. */
  ask(commands: readonly string[], done?: () => void): void {
    this.#client?.ask(commands, done);
  }

  killPane(): void {
    this.ask([`kill-pane -t ${this.#source.pane}`]);
  }

  killSession(): void {
    this.ask([`kill-session -t ${this.#sessionId}`]);
  }

  /** Stops reading, or goes on. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#client?.pause();
    else this.#client?.resume();
  }

  close(): void {
    this.#over = true;
    this.#client?.close();
  }

  #attach(sessionId: string): void {
    const { pane } = this.#source;
    this.#sessionId = sessionId;
    this.#silenced.clear();
    const client = new ControlClient({
      server: serverOf(this.#source),
      sessionId,
      flags: [`pause-after=${pauseAfterSeconds}`],
      onOutput: (from, bytes) => this.#output(from, bytes),
      onNotice: (name, words) => this.#notice(name, words),
      onClose: (why) => this.#detached(client, why),
    });
    this.#client = client;
    const facts = ['session_name', 'window_index', 'pane_index', 'pane_dead', 'W:#{P:1}'];
    const format = facts.map((fact) => `#{${fact}}`).join(':');
    client.ask([`refresh-client -B 'outlive:${pane}:${format}'`]);
    this.#draw();
  }

  #output(from: string, bytes: Buffer): void {
    if (from !== this.#source.pane) this.#silence(from);
    else if (this.#drawn) this.#tell(bytes);
  }

  #tell(bytes: Buffer): void {
    this.#catchUp.saw(bytes);
    this.#events.onOutput(bytes);
  }

  /** A neighbour's output. Paused, not off: tmux stops reading a pane that is off for everybody. */
  #silence(pane: string): void {
    if (this.#silenced.has(pane)) return;
    this.#silenced.add(pane);
    this.ask([`refresh-client -A '${pane}:pause'`]);
  }

  #notice(name: string, words: string): void {
    if (telling.has(name)) this.#check();
    if (name === 'pause' && words === this.#source.pane) this.#draw(['continue']);
  }

  /** Draws the pane as it is now. `continue` takes up its output again, at that very moment. */
  #draw(how: readonly 'continue'[] = []): void {
    const { pane } = this.#source;
    const before = how.map((action) => `refresh-client -A '${pane}:${action}'`);
    this.#client?.ask([...before, ...pictureCommands(pane)], (answers) => {
      const own = 'refused' in answers ? answers : answers.slice(before.length);
      const picture = pictureOf(pane, own);
      if (picture === null) this.#check();
      else this.#take(picture);
    });
  }

  #take(picture: Picture): void {
    const isFirst = !this.#drawn;
    const isResize = this.#size !== '' && sizeOf(picture.pane) !== this.#size;
    this.#size = sizeOf(picture.pane);
    this.#events.onPane(picture.pane);
    this.#drawn = true;
    this.#retryMs = firstRetryMs;
    for (const bytes of this.#catchUp.with(picture, { isFirst, isResize })) {
      this.#events.onOutput(bytes);
    }
    this.#ready();
  }

  /** Looks what has become of the pane, once for all that was told meanwhile. */
  #check(): void {
    const { pane: id } = this.#source;
    if (this.#checking !== 'no' || this.#client === null) {
      this.#checking = 'again';
      return;
    }
    this.#checking = 'yes';
    const here = `display-message -p -t '${this.#sessionId}' '#{W:#{P: #{pane_id} }}'`;
    this.#client.ask([`display-message -p -t ${id} '${paneFormat}'`, here], (answers) => {
      const isAgain = this.#checking === 'again';
      this.#checking = 'no';
      if ('refused' in answers) return; // Detached: what comes next looks again.
      const pane = parsePane(String(answers[0]?.[0] ?? ''));
      const isHere = String(answers[1]?.[0] ?? '').includes(` ${id} `);
      if (pane?.id !== id) this.#end({ kind: 'ended', status: null, signal: null });
      else this.#changed(pane, isHere);
      if (isAgain) this.#check();
    });
  }

  #changed(pane: Pane, isHere: boolean): void {
    if (pane.dead) {
      this.#end({ kind: 'ended', status: pane.deadStatus, signal: pane.deadSignal });
    } else if (!isHere)
      this.#client?.close(); // Moved to another session, and so do we.
    else if (this.#drawn && sizeOf(pane) !== this.#size) this.#draw();
    else if (this.#drawn) this.#events.onPane(pane);
  }

  #end(end: PaneEnd): void {
    if (this.#over) return;
    this.close();
    this.#events.onEnd(end);
  }

  /** The user may have detached us with all others (tmux attach -d), or it is all over. */
  #detached(client: ControlClient, why: string): void {
    if (client !== this.#client) return;
    this.#client = null;
    this.#checking = 'no';
    this.#comeBack(why).catch(() => this.#end({ kind: 'lost' }));
  }

  async #comeBack(why: string): Promise<void> {
    while (!this.#over) {
      const pane = await this.#look(why);
      if (this.#over) return;
      if (pane !== 'unknown' && 'kind' in pane) this.#end(pane);
      else if (pane !== 'unknown' && this.#canAttach(pane.sessionId)) return;
      await delay(this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    }
  }

  /** False when no process can be started just now. */
  #canAttach(sessionId: string): boolean {
    try {
      this.#attach(sessionId);
      return true;
    } catch {
      return false;
    }
  }

  /** The pane as it is now, or how it ended; unknown while the server does not answer. */
  async #look(why: string): Promise<Pane | PaneEnd | 'unknown'> {
    const lost = /unexpectedly|lost server/.test(why) || why === '';
    const gone: PaneEnd = lost ? { kind: 'lost' } : { kind: 'ended', status: null, signal: null };
    try {
      const pane = await readPane(serverOf(this.#source), this.#source.pane);
      if (pane !== null && pane.serverPid !== this.#source.serverPid) return gone;
      if (pane === null) return { kind: 'ended', status: null, signal: null };
      return pane.dead ? { kind: 'ended', status: pane.deadStatus, signal: pane.deadSignal } : pane;
    } catch (error) {
      return error instanceof TmuxRefusal && error.gone ? gone : 'unknown';
    }
  }
}

function sizeOf({ cols, rows }: Pane): string {
  return `${cols}x${rows}`;
}
