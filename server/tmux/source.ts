// Which pane of which tmux server a session was adopted from: kept in its spec.json.
import type { TmuxServer } from './server.ts';

export interface TmuxSource {
  readonly program: string;
  /** The server's socket. */
  readonly socket: string;
  /** A later server on the same socket counts its panes anew. */
  readonly serverPid: number;
  /** `%3` */
  readonly pane: string;
}

/** A source read from JSON, else null. */
export function parseTmuxSource(value: unknown): TmuxSource | null {
  if (typeof value !== 'object' || value === null) return null;
  const { program, socket, serverPid, pane } = value as Record<string, unknown>;
  if (typeof program !== 'string' || typeof socket !== 'string') return null;
  if (typeof pane !== 'string' || !/^%\d+$/.test(pane) || !Number.isSafeInteger(serverPid)) {
    return null;
  }
  return { program, socket, serverPid: serverPid as number, pane };
}

export function serverOf({ program, socket }: TmuxSource): TmuxServer {
  return { program, socket: ['-S', socket] };
}
