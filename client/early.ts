// The first code that runs: asks for what the page will show before the rest of the page has
// arrived, and puts the chosen theme on before anything is painted. Kept free of imports but storage.
import { readStored, storedKeys } from './connection/storage.ts';

const token = readStored(storedKeys.token);
/** By path, what was asked for and not taken yet. */
const answers = new Map<string, Promise<Response>>();
if (typeof token === 'string') {
  for (const path of pathsToFetch(location.pathname)) {
    const answer = fetch(path, { headers: { Authorization: `Bearer ${token}` } });
    // Whoever takes the answer hears of a failure; nobody taking it is not an error.
    answer.catch(() => undefined);
    answers.set(path, answer);
  }
}

const theme = readStored(storedKeys.theme);
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;

if (location.pathname.startsWith('/s/')) preload(document.querySelector('script[data-session]'));

/** The answer to a GET of `wanted`, if that is what was asked for early. Given once. */
export function takeEarlyAnswer(wanted: string): Promise<Response> | null {
  const answer = answers.get(wanted) ?? null;
  answers.delete(wanted);
  return answer;
}

/** A log's last lines as text: there before the connection that will bring them in full. */
export function lastLinesPath(session: string): string {
  return `/api/sessions/${session}/log?tail=24`;
}

function pathsToFetch(pathname: string): string[] {
  if (pathname === '/' || pathname === '/new') return ['/api/sessions'];
  const [, session] = /^\/s\/([^/]+)\/?$/.exec(pathname) ?? [];
  return session === undefined ? [] : [`/api/sessions/${session}`, lastLinesPath(session)];
}

/** Each of these files would be asked for by another one: on a slow network that adds up. */
function preload(script: Element | null): void {
  for (const href of script?.getAttribute('data-session')?.split(' ') ?? []) {
    const isStyle = href.endsWith('.css');
    const link = Object.assign(document.createElement('link'), { href });
    link.rel = isStyle ? 'preload' : 'modulepreload';
    if (isStyle) link.as = 'style';
    // As the page will ask for them: otherwise they would be fetched twice.
    link.crossOrigin = '';
    document.head.append(link);
  }
}
