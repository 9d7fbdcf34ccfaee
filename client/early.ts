// The first code that runs: greets the gateway and asks for what the page will show before the rest of the
// page has arrived, and puts the chosen theme on before anything is painted.
import { basePath, inBase, outOfBase } from './connection/base.ts';
import { isText } from './connection/fields.ts';
import { type Answered, sayHello } from './connection/hello.ts';
import { readStored, storedKeys } from './connection/storage.ts';
import { endWorkers, hasForeignWorker } from './offline/foreign-worker.ts';

const token = readStored(storedKeys.token);
if (hasForeignWorker(isText(token))) {
  void endWorkers();
  // Nothing of the page starts: what it asks for would pass through that worker.
  throw new Error('another worker has this address');
}
const pathname = outOfBase(location.pathname, basePath()) ?? '';
const path = pathToFetch(pathname);
const hello = isText(token) ? sayHello(token) : null;
let answer: Promise<Response> | null =
  hello !== null && isText(token) && path !== null ? askFor(path, token, hello) : null;
// Whoever takes the answer hears of a failure; nobody taking it is not an error.
answer?.catch(() => undefined);

const theme = readStored(storedKeys.theme);
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;

if (pathname.startsWith('/s/')) preload(document.querySelector('script[data-session]'));

/** What came of greeting the gateway; null without a token. */
export const earlyHello: Promise<Answered> | null = hello;

/** The answer to a GET of `wanted`, if that is what was asked for early. Given once. */
export function takeEarlyAnswer(wanted: string): Promise<Response> | null {
  if (wanted !== path) return null;
  const taken = answer;
  answer = null;
  return taken;
}

/** Not before the gateway has proven itself: the token goes with it. */
async function askFor(what: string, as: string, greeted: Promise<Answered>): Promise<Response> {
  if (!(await greeted).ok) throw new Error('nothing was asked for');
  return fetch(inBase(what), { headers: { 'Outlive-Token': as }, redirect: 'manual' });
}

function pathToFetch(pathname: string): string | null {
  if (pathname === '/' || pathname === '/new') return '/api/sessions?watch=short';
  return pathname.startsWith('/s/') ? `/api/sessions/${pathname.slice(3)}?watch=short` : null;
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
