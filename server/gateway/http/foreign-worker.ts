// Ends the workers that a stranger left at this address, who had its port while no gateway listened: a browser
// asks for a worker's script again at each visit, and gets one that removes itself and loads the pages anew.
import type { RequestHandler } from 'express';

export const ownWorker = '/service-worker.js';

/** No worker of ours has another address. It touches no cache: one origin may have others' pages, too. */
const leaving = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(leave()));
async function leave() {
  const pages = await clients.matchAll({ type: 'window' });
  await registration.unregister();
  await Promise.all(pages.map((page) => page.navigate(page.url).catch(() => undefined)));
}
`;

export const endForeignWorkers: RequestHandler = ({ headers, path }, response, next) => {
  if (headers['service-worker'] !== 'script' || path === ownWorker) return next();
  response
    .set('Cache-Control', 'no-store')
    // Whatever scope it was registered with.
    .set('Service-Worker-Allowed', '/')
    .type('text/javascript')
    .send(leaving);
};
