// [PUSH13] An alert in Firefox with nothing forged but its push service: the browser subscribes, decrypts, wakes the
// worker and shows the notification, by itself.
import assert from 'node:assert/strict';
import { Product } from '../product.ts';
import { Autopush } from './autopush.ts';
import type { Engine } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { Hand } from './hand.ts';

/** True when all of it went well. */
export async function pushInFirefox(): Promise<boolean> {
  const service = await Autopush.start();
  const product = new Product();
  product.environmentMore = { NODE_EXTRA_CA_CERTS: service.certificate };
  let engine: Engine | null = null;
  try {
    await product.startGateway();
    engine = await startFirefox(service.preferences);
    await travel(engine, product, service);
    console.log('ok   an alert, from its job to the notification');
    return true;
  } catch (error) {
    console.log(
      `FAIL an alert, from its job to the notification\n     ${(error as Error).message}`,
    );
    return false;
  } finally {
    await engine?.close();
    await product.dispose();
    service.close();
  }
}

async function travel(engine: Engine, product: Product, service: Autopush): Promise<void> {
  await product.pair();
  const headers = { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ pushHosts: [service.host] });
  const set = await fetch(`${product.url}/api/alerts/channels`, { method: 'PUT', headers, body });
  assert.equal(set.status, 200);
  const hand = new Hand(engine);
  const { code } = JSON.parse(await product.outlive('pair', '--json'));
  await engine.navigate(`${product.url}/pair#${code}`);
  await hand.tap('button', 'Pair');
  await hand.see('heading', 'Sessions');
  await engine.navigate(`${product.url}/settings`);
  await hand.tap('switch', 'Alerts on this device');
  await hand.until('the test alert', async () =>
    (await engine.script<string>('return document.body.innerText')).includes('has just arrived')
      ? true
      : null,
  );
  // Its page is closed: the browser is somewhere else.
  await engine.navigate('about:blank');
  await product.outlive('new', '-d', '-s', 'boom', 'echo no room left; exit 3');
  await hand.until('the push', async () => (service.posted.length > 1 ? true : null));
  await hand.until('its arrival', async () => (service.acknowledged > 1 ? true : null));
  assert.deepEqual(
    service.posted.map(({ urgency }) => urgency),
    ['high', 'high'],
  );
  await engine.navigate(product.url);
  const titles = await hand.until('the notification', async () => {
    await engine.script(`navigator.serviceWorker.ready
      .then((registration) => registration.getNotifications())
      .then((all) => { window.shownTitles = all.map(({ title }) => title); });`);
    const shown = await engine.script<string[] | null>('return window.shownTitles ?? null');
    return shown !== null && shown.length > 1 ? shown : null;
  });
  assert.match(titles.join('\n'), /boom/);
}
