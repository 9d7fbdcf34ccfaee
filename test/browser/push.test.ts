// Alerts all the way: from the tap that asks for them to the notification that leads to its session. The push
// service is ours (and checks and decrypts like a real one), since no browser here gets to its own; the worker is
// handed what that service was sent, as the browser would hand it.
import {
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
  type Worker,
} from '@playwright/test';
import { PushService } from '../alerts/channels/push-service.ts';
import { Product } from '../product.ts';
import { chromiumLaunch } from './chromium.ts';
import { expect, pairByLink, test } from './phone.ts';

interface Rig {
  readonly product: Product;
  readonly service: PushService;
  readonly context: BrowserContext;
  /** Hands the worker what the service was sent last. */
  readonly deliver: () => Promise<void>;
}

const ours = test.extend<{ rig: Rig }>({
  rig: async ({ browser }, use) => {
    const service = await PushService.start();
    const product = new Product();
    product.environmentMore = { NODE_EXTRA_CA_CERTS: service.certificate };
    await product.startGateway();
    await product.pair();
    await setChannels(product, { pushHosts: [service.host] });
    const context = await browser.newContext();
    await context.grantPermissions(['notifications'], { origin: product.url });
    await forgeSubscriptions(context, service);
    const holder = await context.newPage();
    const deliver = await deliveryTo(await context.newCDPSession(holder), product, service);
    await use({ product, service, context, deliver });
    await context.close();
    await product.dispose();
    service.close();
  },
});

// The one without windows shows no notifications.
test.use({ launchOptions: chromiumLaunch() });
ours.use({ launchOptions: chromiumLaunch() });

ours(
  '[PUSH9] [PUSH10] [APP5] from the tap to the notification, which leads to its page',
  async ({ rig }) => {
    const { product, service, context, deliver } = rig;
    const page = await context.newPage();
    await pairByLink(page, product);
    await product.outlive('new', '-d', '-s', 'train', 'sleep 600');
    await page.goto(`${product.url}/settings`);
    const alerts = page.getByRole('switch', { name: 'Alerts on this device' });
    await alerts.click();
    await service.until(1);
    await deliver();
    await expect(page.getByText('the test has just arrived')).toBeVisible();
    await expect(alerts).toHaveAttribute('aria-checked', 'true');
    const before = await notifications(context);
    expect(before).toMatchObject([{ title: 'Alerts work', navigate: `${product.url}/alerts` }]);
    expect(service.refused).toEqual([]);

    // With every page closed, what is pushed is shown; what cannot be read is shown, too.
    const worker = workerOf(context);
    await page.close();
    await pushTo(worker, 'garbage');
    await pushTo(worker, JSON.stringify(message(product, 'a1', 'train failed: out of memory')));
    await pushTo(worker, JSON.stringify(message(product, 'a2', 'train ended')));
    const shown = await notifications(context);
    expect(shown.map(({ title }) => title).sort()).toEqual([
      'Alerts work',
      'Outlive',
      'train ended',
    ]);

    // A tap goes to its page, in the window that is open.
    const list = await context.newPage();
    await list.goto(product.url);
    await expect(list.getByRole('link', { name: /^train/ })).toBeVisible();
    await tapOn(worker, 'train ended');
    await expect(list.getByRole('heading', { name: 'train' })).toBeVisible();
    expect(new URL(list.url()).pathname).toBe('/s/train');
    expect((await notifications(context)).map(({ title }) => title)).not.toContain('train ended');

    // A job that fails is pushed, and counted on the app's icon.
    const badges = await list.evaluateHandle(() => {
      const counts: number[] = [];
      Object.assign(navigator, { setAppBadge: async (count: number) => void counts.push(count) });
      return counts;
    });
    const pushedBefore = service.received.length;
    await product.outlive('new', '-d', '-s', 'boom', 'echo no room left; exit 3');
    await service.until(pushedBefore + 1);
    expect(JSON.parse(service.received.at(-1)?.text ?? '')).toMatchObject({
      ...{ web_push: 8030, app_badge: 1 },
      notification: { title: expect.stringContaining('boom') },
    });
    await expect.poll(() => badges.jsonValue()).toContain(1);
  },
);

ours(
  '[PUSH11] a subscription that ended without a word is put right at the next start',
  async ({ rig }) => {
    const { product, service, context, deliver } = rig;
    const page = await context.newPage();
    await page.clock.install();
    await pairByLink(page, product);
    await page.goto(`${product.url}/settings`);
    await page.getByRole('switch', { name: 'Alerts on this device' }).click();
    await service.until(1);
    await deliver();
    await expect(page.getByText('the test has just arrived')).toBeVisible();
    const before = await endpoint(page);
    await page.evaluate(() => sessionStorage.removeItem('forged'));
    const put = page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/api/push'),
    );
    await page.goto(product.url);
    await page.clock.fastForward(10_000);
    expect((await put).status()).toBe(200);
    const after = await endpoint(page);
    expect(after).not.toBe(before);
    // The push service gives up the one that the browser still has.
    service.mood = 410;
    await page.goto(`${product.url}/settings`);
    await page.getByRole('button', { name: 'Send a test alert' }).click();
    await expect(page.getByText('does not know this device any more')).toBeVisible();
    service.mood = 201;
    await page.goto(product.url);
    await page.clock.fastForward(10_000);
    await expect.poll(() => endpoint(page)).not.toBe(after);
  },
);

ours('[PUSH12] where there is no push, it is said why and what to do', async ({ rig }) => {
  const { product, context } = rig;
  const page = await context.newPage();
  await pairByLink(page, product);
  const said = async (script: string) => {
    await page.goto(`${product.url}/settings`);
    await page.evaluate(script);
    await page.getByRole('switch', { name: 'Alerts on this device' }).click();
  };
  await said(`PushManager.prototype.subscribe = async () => {
    throw new DOMException('Registration failed - push service not available', 'AbortError');
  }`);
  await expect(page.getByText('has no push service to use')).toBeVisible();
  await said(`Notification.requestPermission = async () => 'denied'`);
  await expect(page.getByText('does not let Outlive show notifications')).toBeVisible();
  await said(`Notification.requestPermission = async () => 'default'`);
  await expect(page.getByText('Nothing was changed')).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Alerts on this device' })).toHaveAttribute(
    'aria-checked',
    'false',
  );
  await page.clock.install();
  await said(`PushManager.prototype.subscribe = () => {
    document.title = 'asked';
    return new Promise(() => {});
  }`);
  await expect(page).toHaveTitle('asked');
  await page.clock.fastForward(20_000);
  await expect(page.getByText('did not get an answer')).toBeVisible();
});

test('[APP1] [APP2] the page can be installed, with shortcuts, pictures and a place for shared text', async () => {
  const product = new Product();
  await product.startGateway();
  // Incognito windows install nothing.
  const context = await chromium.launchPersistentContext('', {
    ...chromiumLaunch(),
    viewport: { width: 360, height: 640 },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await pairByLink(page, product);
    const cdp = await context.newCDPSession(page);
    expect((await cdp.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
    const { data = '', errors } = await cdp.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data);
    const files = [...manifest.icons, ...manifest.screenshots].map(({ src }) => src as string);
    for (const file of files) {
      const answer = await page.request.get(`${product.url}/${file}`);
      expect([file, answer.status(), answer.headers()['content-type']]).toEqual([
        ...[file, 200, types[/\w+$/.exec(file)?.[0] ?? '']],
      ]);
    }
    for (const { src, sizes } of manifest.screenshots) {
      const [width, height] = await page.evaluate(async (from) => {
        const picture = Object.assign(new Image(), { src: from });
        await picture.decode();
        return [picture.naturalWidth, picture.naturalHeight];
      }, src);
      expect(`${width}x${height}`).toBe(sizes);
    }
    await page.goto(`${product.url}/settings`);
    await expect(page.getByRole('button', { name: 'Install', exact: true })).toBeVisible();
    const { action, params } = manifest.share_target;
    const query = new URLSearchParams({ [params.text]: 'python3 train.py --lr 3e-4' });
    await page.goto(new URL(`${action}?${query}`, product.url).href);
    await expect(page.getByLabel('Command')).toHaveValue('python3 train.py --lr 3e-4');
    expect(JSON.parse(await product.outlive('ls', '--json'))).toEqual([]);
  } finally {
    await context.close();
    await product.dispose();
  }
});

const types: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
};

test('[APP3] an iPhone is shown three steps, and the app it installs starts at its pairing code', async ({
  browser,
  product,
}) => {
  const userAgent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
  const safari = await browser.newContext({ userAgent });
  const page = await safari.newPage();
  await pairByLink(page, product);
  await page.goto(`${product.url}/settings`);
  await page.getByRole('button', { name: 'Install on this device' }).click();
  const sheet = page.getByRole('dialog', { name: 'Install on this device' });
  await expect(sheet.getByRole('listitem')).toHaveCount(3);
  await expect(sheet.locator('.pairing-code')).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  // What the phone does when it is asked to add the page.
  const link = page.locator('link[rel=manifest]');
  await expect(link).toHaveAttribute('href', /\?join=[\w-]{22}&base=%2F$/);
  const address = new URL((await link.getAttribute('href')) ?? '', product.url).href;
  const manifest = await (await page.request.get(address)).json();
  expect(manifest).toMatchObject({ id: '/', start_url: expect.stringMatching(/^\.\/pair#.{22}$/) });
  // The app has a storage of its own.
  const app = await browser.newContext({ userAgent });
  await app.addInitScript(() => Object.assign(navigator, { standalone: true }));
  const installed = await app.newPage();
  const start = new URL(manifest.start_url, product.url).href;
  await installed.goto(start);
  await installed.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(installed.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  // It starts there each time, and is let in.
  await installed.goto('about:blank');
  await installed.goto(start);
  await expect(installed.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  // One of the two ways in is offered to be closed.
  await page.getByRole('button', { name: 'Revoke this browser' }).click();
  await expect(page.getByText('The installed app took the place of this browser')).toBeVisible();
  expect((await product.outlive('devices')).match(/iPhone/g)).toHaveLength(1);
  await safari.close();
  await app.close();
});

/** The browser's part: a subscription at our service, kept as the browser keeps it. */
async function forgeSubscriptions(context: BrowserContext, service: PushService): Promise<void> {
  await context.exposeFunction('forge', (key: string) => service.subscribe(key));
  await context.addInitScript(() => {
    interface Kept {
      readonly endpoint: string;
      readonly key: string;
    }
    const read = (): Kept | null => JSON.parse(sessionStorage.getItem('forged') ?? 'null');
    const bytesOf = (key: string) =>
      Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
        one.charCodeAt(0),
      );
    const shown = (kept: Kept | null) =>
      kept && {
        endpoint: kept.endpoint,
        options: { userVisibleOnly: true, applicationServerKey: bytesOf(kept.key).buffer },
        toJSON: () => kept,
        unsubscribe: async () => {
          sessionStorage.removeItem('forged');
          return true;
        },
      };
    Object.assign(PushManager.prototype, {
      getSubscription: async () => shown(read()),
      subscribe: async ({ applicationServerKey: key }: { applicationServerKey: string }) => {
        const { forge } = window as unknown as { forge: (key: string) => Promise<object> };
        if (read() === null)
          sessionStorage.setItem('forged', JSON.stringify({ ...(await forge(key)), key }));
        return shown(read());
      },
    });
  });
}

async function deliveryTo(cdp: CDPSession, product: Product, service: PushService) {
  const ids = new Map<string, string>();
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const { scopeURL, registrationId } of registrations) ids.set(scopeURL, registrationId);
  });
  await cdp.send('ServiceWorker.enable');
  return async () => {
    await expect.poll(() => ids.get(`${product.url}/`)).toBeDefined();
    const registrationId = ids.get(`${product.url}/`) ?? '';
    const data = service.received.at(-1)?.text ?? '';
    await cdp.send('ServiceWorker.deliverPushMessage', {
      origin: product.url,
      registrationId,
      data,
    });
  };
}

function workerOf(context: BrowserContext): Worker {
  const worker = context.serviceWorkers()[0];
  if (worker === undefined) throw new Error('there is no worker');
  return worker;
}

/** As the browser hands it over; resolves when the worker is done with it. */
async function pushTo(worker: Worker, data: string): Promise<void> {
  await worker.evaluate(async (text) => {
    const scope = self as unknown as { PushEvent: new (type: string, init: object) => Event };
    const work: Promise<unknown>[] = [];
    const event = new scope.PushEvent('push', { data: text });
    Object.assign(event, { waitUntil: (done: Promise<unknown>) => work.push(done) });
    dispatchEvent(event);
    await Promise.all(work);
  }, data);
}

async function tapOn(worker: Worker, title: string): Promise<void> {
  await worker.evaluate(async (wanted) => {
    interface Scope {
      readonly registration: { getNotifications(): Promise<readonly { readonly title: string }[]> };
      readonly NotificationEvent: new (type: string, init: object) => Event;
    }
    const scope = self as unknown as Scope;
    const all = await scope.registration.getNotifications();
    const notification = all.find((one) => one.title === wanted);
    dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
  }, title);
}

async function notifications(context: BrowserContext) {
  return workerOf(context).evaluate(async () => {
    interface Shown {
      readonly title: string;
      readonly data: { readonly navigate: string };
    }
    const scope = self as unknown as { registration: { getNotifications(): Promise<Shown[]> } };
    const all = await scope.registration.getNotifications();
    return all.map(({ title, data }) => ({ title, navigate: data.navigate }));
  });
}

function message({ url }: Product, id: string, title: string) {
  const notification = {
    title,
    body: 'rank 3',
    tag: 'train',
    navigate: `${url}/s/train`,
    data: { id },
  };
  return { web_push: 8030, notification, app_badge: 2 };
}

/** What the gateway knows. */
async function endpoint(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const token = JSON.parse(localStorage.getItem('outlive:token') ?? '""');
    const answer = await fetch('./api/push', { headers: { 'Outlive-Token': token } });
    return (await answer.json()).endpoint;
  });
}

async function setChannels({ url, token }: Product, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const put = { method: 'PUT', headers, body: JSON.stringify(body) };
  expect((await fetch(`${url}/api/alerts/channels`, put)).status).toBe(200);
}
