// Says in the page what each of its scripts has to be: one that is fetched later, when a stranger may have the
// gateway's port, is run only if it is the release's own. By an import map, which covers what scripts import, too
// (browsers since 2024; older ones pass over it).
import { createHash } from 'node:crypto';

export interface ScriptIntegrity {
  /** To stand behind the base and before every script. */
  readonly element: string;
  /** For the content policy's script-src. */
  readonly hash: string;
}

/** `scripts`: path and content of each. Null where there are none. */
export function scriptIntegrity(
  scripts: readonly (readonly [path: string, content: Buffer])[],
): ScriptIntegrity | null {
  if (scripts.length === 0) return null;
  const integrity = Object.fromEntries(
    scripts.map(([path, content]) => [`.${path}`, `sha256-${sha256(content)}`]),
  );
  const map = JSON.stringify({ integrity });
  return {
    element: `<script type="importmap">${map}</script>`,
    hash: `'sha256-${sha256(map)}'`,
  };
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('base64');
}
