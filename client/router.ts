// Which page is shown: the address bar's path in, a route out. Knows the paths, not the pages.
import { type ReadonlySignal, signal } from '@preact/signals';
import { basePath, inBase, outOfBase } from './connection/base.ts';

export type Route =
  | { readonly page: 'list' | 'pair' | 'settings' | 'nowhere' }
  /** `again`: the ended session this one repeats. `command`: what was shared with the app. */
  | { readonly page: 'new'; readonly again: string | null; readonly command: string | null }
  /** Sessions' ids. */
  | { readonly page: 'compare'; readonly ids: readonly string[] }
  | { readonly page: 'session'; readonly name: string };

export interface Router {
  /** Paths are the page's own: what a proxy puts before them is not in them. */
  readonly route: ReadonlySignal<Route>;
  go(path: string, how?: { replace: boolean }): void;
  /** Back to the list, without leaving a trail of pages to step back through. */
  leave(): void;
}

export function parseRoute({ pathname, search }: { pathname: string; search: string }): Route {
  const path = pathname.replace(/\/+$/, '');
  if (path === '') return { page: 'list' };
  if (path === '/new') {
    const asked = new URLSearchParams(search);
    return { page: 'new', again: asked.get('again'), command: asked.get('command') };
  }
  if (path === '/compare') return { page: 'compare', ids: idsIn(search) };
  if (path === '/pair') return { page: 'pair' };
  if (path === '/settings') return { page: 'settings' };
  const [, name] = /^\/s\/([^/]+)$/.exec(path) ?? [];
  return name === undefined ? { page: 'nowhere' } : { page: 'session', name: decoded(name) };
}

export function comparePath(ids: Iterable<string>): string {
  return `/compare?s=${Array.from(ids).join(',')}`;
}

function idsIn(search: string): string[] {
  return Array.from(new Set((new URLSearchParams(search).get('s') ?? '').split(',')))
    .filter((id) => /^[a-z0-9]+$/.test(id))
    .slice(0, maxCompared);
}

/** More lines in one figure are told apart by nobody. */
export const maxCompared = 24;

export function sessionPath(name: string): string {
  return `/s/${encodeURIComponent(name)}`;
}

export function createRouter(page: Window): Router {
  const base = basePath();
  const here = () => outOfBase(page.location.pathname, base) ?? '/nowhere';
  const shown = () => parseRoute({ pathname: here(), search: page.location.search });
  const route = signal(shown());
  const show = () => {
    route.value = shown();
  };
  const go = (path: string, { replace } = { replace: false }) => {
    const cameFrom: unknown = replace ? page.history.state?.cameFrom : here();
    page.history[replace ? 'replaceState' : 'pushState']({ cameFrom }, '', inBase(path));
    show();
  };
  page.addEventListener('popstate', show);
  page.document.addEventListener('click', (click) => {
    const path = pathOfClick(click, { origin: page.location.origin, base });
    if (path === null) return;
    click.preventDefault();
    go(path);
  });
  return {
    route,
    go,
    leave() {
      if (page.history.state?.cameFrom === '/') page.history.back();
      else go('/', { replace: true });
    },
  };
}

/** Where a plain click on a link of ours leads, null when the browser should follow it itself. */
function pathOfClick(
  click: MouseEvent,
  { origin, base }: { origin: string; base: string },
): string | null {
  if (click.defaultPrevented || click.button !== 0) return null;
  if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return null;
  const link = click.target instanceof Element ? click.target.closest('a') : null;
  if (link === null || link.origin !== origin || link.target !== '' || link.download) return null;
  const path = outOfBase(link.pathname, base);
  return path === null ? null : path + link.search;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
