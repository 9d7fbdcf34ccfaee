// What a session's owner wants to be told of it, in its folder: what was set last, else what it was started
// with. Whether a session's program is a shell for people, which tells of nothing by itself.
import { join } from 'node:path';
import { type Bell, parseBell } from '../protocol/alerts.ts';
import { readJson, writeJsonAtomically } from './json-file.ts';
import type { KnownSpec } from './session-record.ts';

const quietBell: Bell = { on: 'off', patterns: [], thresholds: [] };
const shells =
  /^(?:\S*\/)?-?(?:ba|z|fi|da|k|mk|tc|c|a|)sh(?: -l| --login| -i)?$|^(?:\S*\/)?(?:nu|xonsh|pwsh)$/;

interface Belled {
  readonly dir: string;
  readonly spec: KnownSpec;
}

/** Null where nothing was set. */
export function bellSet({ dir, spec }: Belled): Bell | null {
  const kept = parseBell(readJson(bellPath(dir)), quietBell);
  return kept ?? parseBell(spec.job?.bell, quietBell);
}

/** What holds where nothing was set. */
export function usualBell(spec: KnownSpec): Bell {
  return { ...quietBell, on: isShell(spec) ? 'off' : 'end' };
}

export async function writeBell(dir: string, bell: Bell): Promise<void> {
  await writeJsonAtomically(bellPath(dir), bell);
}

export function isShell({ command }: Pick<KnownSpec, 'command'>): boolean {
  return command === '' || shells.test(command);
}

export function bellPath(sessionDir: string): string {
  return join(sessionDir, 'bell.json');
}
