// Where a page's relative addresses begin. A proxy may serve it under any path and take that path away
// before it asks here, so only the depth of what was asked for is known: a relative <base> says it.
import { createHash } from 'node:crypto';

/** As index.html has it; the worker looks for the same words. */
const written = '<base href="./" />';

/** `/hub/7373` without its slash is the list too, but relative addresses would begin at `/hub/`. */
const addSlash =
  "location.pathname.endsWith('/')||location.replace(location.pathname+'/'+location.search+location.hash)";

/** For the content policy's script-src. */
export const addSlashHash = `'sha256-${createHash('sha256').update(addSlash).digest('base64')}'`;

/** Deeper addresses are none of the page's. */
export const maxDepth = 6;

/** How many folders below the list `path` is: 0 for `/` and `/new`, 1 for `/s/train`. */
export function depthOf(path: string): number {
  return path.split('/').length - 2;
}

/** `html` for an address of that depth. `isList`: it is the list's own. `inHead` stands behind the base. */
export function withBase(
  html: string,
  { depth, isList, inHead }: { depth: number; isList: boolean; inHead: string },
): string {
  const base = `<base href="${depth === 0 ? './' : '../'.repeat(depth)}" />`;
  const script = isList ? `<script>${addSlash}</script>` : '';
  return html.replace(written, () => base + inHead + script);
}
