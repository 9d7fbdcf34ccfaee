// The page behind real proxies: what a person does with it works by touch, and what is kept where others
// have pages, too, is kept only if the person asks for it.
import type { Page } from '@playwright/test';
import { doors, hasNginx, Nginx, strippedPath } from '../nginx.ts';
import type { Product } from '../product.ts';
import { test as base, expect, pairByLink } from './phone.ts';

const test = base.extend<{ front: (door: (to: string) => string) => Promise<Nginx> }>({
  front: async ({ product }, use) => {
    const opened: Nginx[] = [];
    await use(async (door) => {
      const nginx = await Nginx.start(door(product.url));
      opened.push(nginx);
      return nginx;
    });
    for (const nginx of opened) await nginx.close();
  },
});
test.skip(!hasNginx, 'needs nginx');

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const stay = (page: Page) => page.getByRole('switch', { name: 'Stay paired in this browser' });

/** Opens the session, reads, types, loads the deep link again, kills it from there. */
async function useSession(page: Page, product: Product, address: string): Promise<void> {
  await product.outlive(
    'new',
    '-d',
    '-s',
    'train',
    'echo loss 0.3; while read w; do echo got $w; done',
  );
  await page.getByRole('link', { name: /^train/ }).tap();
  const log = page.getByRole('log', { name: 'Log of train' });
  await expect(log.getByText('loss 0.3')).toBeVisible();
  await expect(page).toHaveURL(address);
  await button(page, 'Type').tap();
  await page.getByRole('textbox', { name: 'Type a line' }).fill('hello');
  await button(page, 'Send').tap();
  await expect(log.getByText('got hello')).toBeVisible();
  await page.reload();
  await expect(log.getByText('got hello')).toBeVisible();
  await button(page, 'Kill').tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Kill now' }).tap();
  await expect(button(page, 'Remove')).toBeVisible();
  await button(page, 'Detach').tap();
  await expect(page.getByRole('link', { name: /^train.*killed/ })).toBeVisible();
}

test('[GATE61] under a path that a proxy takes away everything works, a deep link and the list offline included', async ({
  page,
  product,
  front,
}) => {
  const { url } = await front(doors.stripped);
  const home = url + strippedPath;
  await pairByLink(page, product, home);
  await useSession(page, product, `${home}/s/train`);
  await page.getByRole('link', { name: 'Settings' }).tap();
  await stay(page).tap();
  const keptList = () => page.evaluate(() => Object.values(localStorage).join());
  // Written down a while after it was heard.
  await expect.poll(keptList).toContain('"state":"ended"');
  await page.goto(`${home}/s/train`);
  await expect(
    page.getByRole('log', { name: 'Log of train' }).getByText('got hello'),
  ).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await product.stopGateway('SIGKILL');
  await page.reload();
  await expect(
    page.getByRole('log', { name: 'Log of train' }).getByText('got hello'),
  ).toBeVisible();
  await page.goto(`${home}/`);
  await expect(page.getByRole('link', { name: /^train/ })).toBeVisible();
  await product.startGateway();
  await expect(page.getByRole('status').getByText('No connection yet')).toBeHidden();
});

test('[GATE62] [PAGE50] where no WebSocket gets through everything works, and the list is live', async ({
  page,
  product,
  front,
}) => {
  const { url } = await front(doors.noUpgrade);
  await pairByLink(page, product, url);
  await useSession(page, product, `${url}/s/train`);
  await product.outlive('new', '-d', '-s', 'eval', 'sleep 600');
  await expect(page.getByRole('link', { name: /^eval.*running/ })).toBeVisible();
  await expect(page.getByRole('status').getByText('No connection yet')).toBeHidden();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).search));
  page.on('websocket', () => asked.push('a WebSocket'));
  await page.reload();
  await expect
    .poll(() => asked.filter((query) => query.includes('polling')).length)
    .toBeGreaterThan(2);
  expect(asked).not.toContain('a WebSocket');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await product.stopGateway('SIGKILL');
  await page.reload();
  await expect(page.getByRole('link', { name: /^eval/ })).toBeVisible();
  await product.startGateway();
  await expect(page.getByRole('status').getByText('No connection yet')).toBeHidden();
});

test('[GATE60] an impatient proxy closes nothing: the connection is one and the same 25 s later', async ({
  page,
  product,
  front,
}) => {
  const { url } = await front(doors.impatient);
  const sockets: { closed: boolean; pings: number }[] = [];
  page.on('websocket', (socket) => {
    const seen = { closed: false, pings: 0 };
    sockets.push(seen);
    socket.on('close', () => {
      seen.closed = true;
    });
    socket.on('framereceived', ({ payload }) => {
      if (payload === '2') seen.pings++;
    });
  });
  await pairByLink(page, product, url);
  await useSession(page, product, `${url}/s/train`);
  const last = sockets.at(-1);
  await expect.poll(() => last?.pings, { timeout: 40_000 }).toBeGreaterThan(2);
  expect([last?.closed, sockets.at(-1) === last]).toEqual([false, true]);
});

test('[GATE61] the address without its last slash leads to the list', async ({
  page,
  product,
  front,
}) => {
  const { url } = await front(doors.stripped);
  await pairByLink(page, product, url + strippedPath);
  await page.goto(url + strippedPath);
  await expect(page.getByRole('link', { name: 'New session' })).toBeVisible();
  await expect(page).toHaveURL(`${url}${strippedPath}/`);
});

test('[TRUST30] where others may have pages, nothing is kept beyond the visit unless the person asks', async ({
  page,
  product,
  front,
}) => {
  const { url } = await front(doors.stripped);
  const home = url + strippedPath;
  await page.goto(`${home}/pair`);
  await expect(page.getByText(/may serve other people's pages/)).toBeVisible();
  await pairByLink(page, product, home);
  await product.outlive('new', '-d', '-s', 'train', 'echo loss 0.3; sleep 600');
  await page.getByRole('link', { name: /^train/ }).tap();
  await expect(page.getByRole('log').getByText('loss 0.3')).toBeVisible();
  await button(page, 'Detach').tap();
  const kept = () => page.evaluate(() => Object.keys(localStorage).sort());
  expect(await kept()).toEqual([]);
  const another = await page.context().newPage();
  await another.goto(home);
  await expect(another.getByRole('heading', { name: 'Pair this device' })).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).tap();
  await stay(page).tap();
  await another.goto(home);
  await expect(another.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  // The page of another path at this origin goes by no name of ours.
  const own = `${strippedPath}/ outlive:`;
  expect((await kept()).filter((key) => !key.startsWith(own))).toEqual([]);
  await stay(page).tap();
  expect(await kept()).toEqual([]);
});
