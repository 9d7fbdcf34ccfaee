// What the host needs to know of its session, from spec.json. The rest of that file is not its business.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSessionId, type SessionId } from '../protocol/names.ts';
import { parseSize, type Size } from '../protocol/session.ts';

export interface HostSpec {
  readonly id: SessionId;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The program's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly size: Size;
}

/** Throws when the file is missing or is not a session's specification. */
export function readHostSpec(sessionDirectory: string): HostSpec {
  const spec = JSON.parse(readFileSync(join(sessionDirectory, 'spec.json'), 'utf8'));
  const id = parseSessionId(spec.id);
  const size = parseSize(spec.cols, spec.rows);
  const [program, ...args]: unknown[] = Array.isArray(spec.argv) ? spec.argv : [];
  if (id === null || size === null || typeof spec.cwd !== 'string')
    throw new Error('bad spec.json');
  if (typeof program !== 'string' || !args.every((arg) => typeof arg === 'string')) {
    throw new Error('bad argv in spec.json');
  }
  const env = Object.entries(spec.env ?? {}).filter((entry) => typeof entry[1] === 'string');
  return {
    id,
    argv: [program, ...(args as string[])],
    cwd: spec.cwd,
    env: Object.fromEntries(env) as Record<string, string>,
    size,
  };
}
