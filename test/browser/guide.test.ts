import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { wholeLog } from '../host/hosts.ts';
import {
  counter,
  countsShown,
  expect,
  openTerminal,
  pairByLink,
  reopen,
  terminalText,
  test,
} from './phone.ts';

test('[PAGE1] a session started from a phone outlives the page, the browser and the gateway', async ({
  page,
  context,
  browser,
  product,
}) => {
  const folder = mkdtempSync(join(product.state, 'job-'));
  await pairByLink(page, product);

  await page.getByText('New session').tap();
  await page.getByLabel('Command').fill(`pwd; ${counter}`);
  await page.getByLabel('Name').fill('train');
  await page.getByLabel('Directory').fill(folder);
  await page.getByRole('button', { name: 'Start' }).tap();
  await expect(page.getByRole('heading', { name: 'train' })).toBeVisible();
  await openTerminal(page);
  await expect.poll(() => terminalText(page, 'train')).toContain('count 5');
  expect(await terminalText(page, 'train')).toContain(folder.slice(-10));

  await page.getByRole('button', { name: 'Detach' }).tap();
  const card = page.getByRole('list', { name: 'Sessions' }).getByRole('link', { name: /^train/ });
  await expect(card).toContainText('running');
  const before = 5;
  const comeBack = await reopen(browser, context);
  await product.stopGateway('SIGKILL');

  const output = join(product.sessionsDirectory, await product.idOf('train'), 'output');
  const counts = async () =>
    [...(await wholeLog(output)).toString().matchAll(/count (\d+)\r\n/g)].map((match) =>
      Number(match[1]),
    );
  const atKill = (await counts()).length;
  await expect.poll(async () => (await counts()).length).toBeGreaterThan(atKill + 10);
  await product.startGateway();

  const again = await comeBack();
  await again.goto(product.url);
  await again.getByRole('link', { name: /^train/ }).tap();
  await openTerminal(again);
  await expect
    .poll(async () => (await countsShown(again, 'train')).at(-1) ?? 0)
    .toBeGreaterThan(atKill + 10);
  const shown = await countsShown(again, 'train');
  expect(shown.length).toBeGreaterThan(10);
  expect(shown).toEqual(shown.map((_, i) => (shown[0] ?? 0) + i));
  expect(shown[0]).toBeGreaterThan(before);

  const logged = await counts();
  expect(logged).toEqual(logged.map((_, i) => i));
});

test("[PAGE2] an open page comes back by itself within 3 s of a killed gateway's restart, nothing missing or doubled", async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', counter);
  await page.getByRole('link', { name: /^train/ }).tap();
  await openTerminal(page);
  await expect.poll(() => terminalText(page, 'train')).toContain('count 3');
  await product.stopGateway('SIGKILL');
  await expect(page.getByRole('status').getByText('Connection lost')).toBeVisible();
  await product.startGateway();
  const started = Date.now();
  const last = (await countsShown(page, 'train')).at(-1) ?? 0;
  await expect
    .poll(async () => (await countsShown(page, 'train')).at(-1) ?? 0, { intervals: [50] })
    .toBeGreaterThan(last + 3);
  expect(Date.now() - started).toBeLessThan(3000);
  const shown = await countsShown(page, 'train');
  expect(shown).toEqual(shown.map((_, i) => (shown[0] ?? 0) + i));
});

test('[PAGE40] a part first wanted while the gateway is away leaves the page standing, and is there once it is back', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.stopGateway('SIGKILL');
  await page.getByRole('link', { name: 'Settings' }).tap();
  await expect(page.getByRole('alert')).toContainText('could not be fetched');
  await product.startGateway();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('[PAGE3] "Kill now" ends the session, and the list says so within a second', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive(
    'new',
    '-d',
    '-s',
    'train',
    `setsid sleep 300 & trap "" TERM HUP; ${counter}`,
  );
  await page.getByRole('link', { name: /^train/ }).tap();
  await page.getByRole('button', { name: 'Kill', exact: true }).tap();
  const dialog = page.getByRole('dialog', { name: 'Kill train?' });
  for (const name of ['Interrupt', 'Terminate', 'Cancel'])
    await expect(dialog.getByRole('button', { name })).toBeVisible();
  await dialog.getByRole('button', { name: 'Kill now' }).tap();
  await expect(page.getByText('killed').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove' })).toBeVisible();
  await page.goto(product.url);
  await expect(page.getByRole('link', { name: /^train.*killed/s })).toBeVisible();
});
