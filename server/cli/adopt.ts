// `outlive adopt`: panes of tmux become sessions here, and stay tmux's.
import { Failure } from '../protocol/failure.ts';
import { printable } from '../protocol/printable.ts';
import { adopted, adoptPane, releasePane } from '../sessions/adopt.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory, type StateDirectory } from '../sessions/state-directory.ts';
import { type Pane, targetOf } from '../tmux/pane.ts';
import { findTmux, listPanes, TmuxRefusal, type TmuxServer } from '../tmux/server.ts';
import { panesMeant } from '../tmux/targets.ts';
import type { Caller, Command } from './command.ts';
import { hostBundle } from './installation.ts';
import { UsageError } from './options.ts';
import { useOwnPath } from './own-path.ts';

export const adopt: Command = {
  usage:
    'adopt [-a] [-s NAME] [--tmux-socket PATH|NAME] [--list | --release NAME] [TMUX-SESSION[:WINDOW[.PANE]]...]',
  about: {
    summary: 'show tmux sessions here too; they stay in tmux',
    options: {
      a: 'every pane, not only the one that is looked at in each',
      s: 'what it is to be called here; without it, as in tmux',
      'tmux-socket': 'another tmux server: a path as for tmux -S, or a name as for tmux -L',
      list: 'only list the panes that tmux has',
      release: 'let go of a session that was adopted: it goes on in tmux, and its log stays here',
    },
    more: [
      "Of each tmux session named, or of all, the pane that is looked at becomes a session here, with its history: its log, search, times and card are like any other's, and what is typed here is typed there. tmux is left as it is: windows keep their size, and so does the status line.",
      '"outlive kill-session" then kills the tmux session with all its windows. --release lets go of it instead.',
    ],
    examples: [
      ['outlive adopt', 'the active pane of every tmux session'],
      ['outlive adopt work:1.0', 'one pane: session, window, pane'],
      ['outlive adopt -a --tmux-socket exp', 'all panes of the server that "tmux -L exp" reaches'],
    ],
    completes: { release: 'running' },
  },
  syntax: { a: 'nothing', s: 'value', 'tmux-socket': 'value', list: 'nothing', release: 'value' },
  operands: [0, Number.POSITIVE_INFINITY],
  async run(options, caller) {
    await useOwnPath(caller);
    const name = options.value('s');
    const state = openStateDirectory(caller.env);
    const released = options.value('release');
    if (released !== undefined) {
      await releasePane(await new SessionDirectory(state).find(released));
      return 0;
    }
    const server = await findTmux(caller.env, options.value('tmux-socket'));
    const panes = await allPanes(server, caller.env);
    if (options.has('list')) return list(panes, state, caller);
    const meant = panesMeant(panes, options.operands, { every: options.has('a') });
    if (name !== undefined && meant.length !== 1) throw new UsageError('-s names one pane');
    for (const pane of meant) {
      const request = { hostSource: hostBundle, program: server.program, pane };
      const { session } = await adoptPane(state, { ...request, ...(name && { name }) });
      caller.print(session.name);
    }
    if (!options.has('a')) await tellOthers(panes, meant, { state, caller });
    return 0;
  },
};

async function allPanes(server: TmuxServer, env: NodeJS.ProcessEnv): Promise<readonly Pane[]> {
  try {
    return await listPanes(server, env);
  } catch (error) {
    if (error instanceof TmuxRefusal) throw new Failure('no-tmux-server', error.message);
    throw error;
  }
}

/** `work:0.0  bash  100x30  adopted as work` */
async function list(panes: readonly Pane[], state: StateDirectory, { print }: Caller) {
  const sessions = await new SessionDirectory(state).localEntries();
  for (const pane of panes) {
    const known = adopted(pane, sessions);
    const here = known === null ? '' : ` adopted as ${known.spec.name}`;
    const size = `${pane.cols}x${pane.rows}`;
    print(`${printable(targetOf(pane))}: ${printable(pane.command)} ${size}${here}`);
  }
  return 0;
}

/** On standard error, so that scripts read names alone. */
async function tellOthers(
  panes: readonly Pane[],
  meant: readonly Pane[],
  { state, caller }: { state: StateDirectory; caller: Caller },
): Promise<void> {
  const sessions = await new SessionDirectory(state).localEntries();
  const ids = new Set(meant.map(({ sessionId }) => sessionId));
  const others = panes.filter(
    (pane) => ids.has(pane.sessionId) && adopted(pane, sessions) === null,
  );
  if (others.length === 0) return;
  const targets = others.map(targetOf);
  const some = targets.slice(0, 4).join(', ');
  const more = targets.length > 4 ? `, and ${targets.length - 4} more` : '';
  caller.warn(`Not adopted: ${some}${more}. "outlive adopt -a" adopts every pane.`);
}
