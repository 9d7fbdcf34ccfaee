// What this host needs to know of its session, from spec.json. The rest of that file is not its business.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSessionId, type SessionId } from '../protocol/names.ts';
import { parseTmuxSource, type TmuxSource } from '../tmux/source.ts';

export interface PaneSpec {
  readonly id: SessionId;
  readonly source: TmuxSource;
}

/** Throws when the file is missing or is not an adopted pane's. */
export function readPaneSpec(sessionDirectory: string): PaneSpec {
  const spec = JSON.parse(readFileSync(join(sessionDirectory, 'spec.json'), 'utf8'));
  const id = parseSessionId(spec.id);
  const source = parseTmuxSource(spec.tmux);
  if (id === null || source === null) throw new Error('bad spec.json');
  return { id, source };
}
