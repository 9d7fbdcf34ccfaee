// What tmux says of one pane, asked for by a format (tmux(1), FORMATS) and read from its answer.
// Refuses to know how tmux was asked.

/** A pane of a tmux server, as it is now. */
export interface Pane {
  /** `%3`: good for the server's whole life. */
  readonly id: string;
  /** `$1`. Names change, this does not. */
  readonly sessionId: string;
  readonly session: string;
  readonly window: number;
  readonly index: number;
  readonly cols: number;
  readonly rows: number;
  /** Its program has ended, and the pane was kept (remain-on-exit). */
  readonly dead: boolean;
  /** Null where tmux does not tell. */
  readonly deadStatus: number | null;
  readonly deadSignal: number | null;
  readonly pid: number;
  readonly serverPid: number;
  /** The one of its session that is looked at. */
  readonly active: boolean;
  /** The one of its window that is looked at. */
  readonly activeInWindow: boolean;
  readonly alternate: boolean;
  readonly sessionPanes: number;
  readonly command: string;
  readonly path: string;
  readonly socket: string;
}

const fields = [
  'pane_id',
  'session_id',
  'window_index',
  'pane_index',
  'pane_width',
  'pane_height',
  'pane_dead',
  'pane_dead_status',
  'pane_dead_signal',
  'pane_pid',
  'pid',
  'window_active',
  'pane_active',
  'alternate_on',
  // One digit for every pane of every window of the session.
  'W:#{P:1}',
  'session_name',
  'pane_current_command',
  'socket_path',
  'pane_current_path',
];

/** No field but the last holds a colon: tmux allows none in names. */
export const paneFormat = fields.map((field) => `#{${field}}`).join(':');

/** One pane from a line in `paneFormat`; null for anything else. */
export function parsePane(line: string): Pane | null {
  const [id = '', sessionId = '', ...rest] = line.split(':');
  const [window, index, cols, rows, dead, deadStatus, deadSignal, pid, serverPid, ...more] = rest;
  const [inWindow, inPane, alternate, all = '', session = '', command = '', socket, ...path] = more;
  const numbers = [window, index, cols, rows, pid, serverPid].map(Number);
  if (!/^%\d+$/.test(id) || !/^\$\d+$/.test(sessionId) || !numbers.every(Number.isSafeInteger)) {
    return null;
  }
  if (socket === undefined) return null;
  return {
    ...{ id, sessionId, session, command, socket, path: path.join(':') },
    ...{ window: Number(window), index: Number(index), cols: Number(cols), rows: Number(rows) },
    ...{ dead: dead === '1', deadStatus: numberOrNull(deadStatus) },
    ...{ deadSignal: numberOrNull(deadSignal), pid: Number(pid), serverPid: Number(serverPid) },
    ...{ active: inWindow === '1' && inPane === '1', activeInWindow: inPane === '1' },
    ...{ alternate: alternate === '1', sessionPanes: all.length },
  };
}

/** `work:1.0`, as tmux takes it for a target. */
export function targetOf({ session, window, index }: Pane): string {
  return `${session}:${window}.${index}`;
}

function numberOrNull(text: string | undefined): number | null {
  return text ? Number(text) : null;
}
