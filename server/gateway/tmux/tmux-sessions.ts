// The user's own tmux sessions, shown here while the switch is on: each is adopted once, by the pane
// that is looked at in it. What was let go of stays so until somebody asks for it.
import { join } from 'node:path';
import { Failure } from '../../protocol/failure.ts';
import type { SessionSummary } from '../../protocol/session.ts';
import type { TmuxAnswer } from '../../protocol/tmux-page.ts';
import { adopted, adoptPane } from '../../sessions/adopt.ts';
import { readJson, writeJsonAtomically } from '../../sessions/json-file.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import { type Pane, targetOf } from '../../tmux/pane.ts';
import { findTmux, listPanes, TmuxRefusal, type TmuxServer } from '../../tmux/server.ts';
import type { Board } from '../board/board.ts';
import { TmuxWatch } from './tmux-watch.ts';

export interface TmuxSessionsParts {
  readonly state: StateDirectory;
  readonly board: Board;
  /** Where the hosts' bundles lie. */
  readonly hostSource: string;
  /** Says which tmux there is, and which server is the usual one. */
  readonly env: NodeJS.ProcessEnv;
  readonly bug: (error: unknown) => void;
}

export class TmuxSessions {
  readonly #parts: TmuxSessionsParts;
  readonly #file: string;
  #shown: boolean;
  #watch: TmuxWatch | null = null;
  /** Adoptions take turns: two at once would adopt the same pane twice. */
  #adopting: Promise<unknown> = Promise.resolve();

  constructor(parts: TmuxSessionsParts) {
    this.#parts = parts;
    this.#file = join(parts.state.machineDir, 'tmux.json');
    this.#shown = (readJson(this.#file) as { shown?: unknown } | null)?.shown === true;
    this.#follow();
  }

  async list(): Promise<TmuxAnswer> {
    try {
      const { panes } = await this.#look();
      const entries = this.#parts.board.entries();
      return { shown: this.#shown, problem: null, panes: panes.map((p) => shownAs(p, entries)) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { shown: this.#shown, problem: error.message, panes: [] };
    }
  }

  async show(shown: boolean): Promise<void> {
    await writeJsonAtomically(this.#file, { shown });
    this.#shown = shown;
    this.#follow();
    if (shown) await this.#adoptNew().catch(ignoreFailure);
  }

  /** Throws Failure no-tmux, old-tmux, no-tmux-server, no-tmux-pane and what `adoptPane` throws. */
  async adopt(id: string): Promise<SessionSummary> {
    const { server, panes } = await this.#look();
    const pane = panes.find((one) => one.id === id);
    if (pane === undefined) throw new Failure('no-tmux-pane', 'That pane is gone.');
    return this.#adopt(server, pane);
  }

  close(): void {
    this.#watch?.close();
    this.#watch = null;
  }

  #follow(): void {
    this.close();
    if (!this.#shown) return;
    this.#watch = new TmuxWatch({
      env: this.#parts.env,
      onChange: () => void this.#adoptNew().catch(ignoreFailure).catch(this.#parts.bug),
    });
  }

  /** The active pane of every session of which none is here yet. */
  #adoptNew(): Promise<void> {
    const turn = this.#adopting.then(async () => {
      const { server, panes } = await this.#look();
      if (!this.#shown) return;
      const entries = this.#parts.board.entries();
      const known = new Set(
        panes.filter((pane) => wasAdopted(pane, entries)).map(({ sessionId }) => sessionId),
      );
      for (const pane of panes) {
        if (pane.active && !pane.dead && !known.has(pane.sessionId)) {
          await this.#adopt(server, pane);
        }
      }
    });
    this.#adopting = turn.catch(() => {});
    return turn;
  }

  async #adopt({ program }: TmuxServer, pane: Pane): Promise<SessionSummary> {
    const { state, hostSource, board } = this.#parts;
    const { session } = await adoptPane(state, { hostSource, program, pane });
    await board.update(session.id);
    return board.get(session.id)?.summary ?? session;
  }

  async #look(): Promise<{ server: TmuxServer; panes: readonly Pane[] }> {
    const { env } = this.#parts;
    const server = await findTmux(env, undefined);
    try {
      return { server, panes: await listPanes(server, env) };
    } catch (error) {
      if (error instanceof TmuxRefusal) throw new Failure('no-tmux-server', error.message);
      throw error;
    }
  }
}

/** Now, or once: then it was let go of, unless its host was lost without a word. */
function wasAdopted(pane: Pane, entries: readonly SessionEntry[]): boolean {
  return entries.some(
    ({ spec: { tmux }, state, exit }) =>
      tmux?.pane === pane.id &&
      tmux.serverPid === pane.serverPid &&
      tmux.socket === pane.socket &&
      (state.kind !== 'ended' || exit !== null),
  );
}

function shownAs(pane: Pane, entries: readonly SessionEntry[]) {
  const { id, command } = pane;
  return {
    id,
    target: targetOf(pane),
    command,
    session: adopted(pane, entries)?.spec.name ?? null,
  };
}

/** tmux is not there, or a session of it ended in the meantime: the next change tells. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
}
