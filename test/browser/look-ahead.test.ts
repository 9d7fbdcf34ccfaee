// What the form does not do by itself: run set-up lines that are being typed, and other users' code.
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, openForm, test, typeInto } from './machine-phone.ts';

test('[LOOK1] set-up lines are run by a tap on Check alone, which shows them first', async ({
  page,
  machine,
}) => {
  const ran = machine.file('ran');
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py');
  await page.getByRole('button', { name: 'set-up lines…' }).tap();
  await page.getByLabel('Run first').fill(`touch '${ran}'; export PATH=/usr/bin`);
  const check = page.getByRole('button', { name: 'Check', exact: true });
  await expect(page.getByText('Not checked.')).toBeVisible();
  await expect(page.locator('.check-lines')).toContainText(`touch '${ran}'`);
  expect(existsSync(ran)).toBe(false);
  await check.tap();
  await expect(page.getByText(/✓ python .* at \/usr/)).toBeVisible();
  expect(existsSync(ran)).toBe(true);
  await expect(check).toBeHidden();
});

test('[LOOK3] another user’s environment stands apart, and is asked about once', async ({
  page,
  machine,
}) => {
  test.skip(process.getuid?.() !== 0, 'only root can give files away');
  const path = machine.file('vision/resnet/hers');
  mkdirSync(`${path}/bin`, { recursive: true });
  for (const name of ['pyvenv.cfg', 'bin/activate']) writeFileSync(`${path}/${name}`, '');
  chownSync(path, 4242, 4242);
  await openForm(page, machine);
  await page.getByLabel('Directory', { exact: true }).fill('~/vision/resnet');
  const others = page.getByRole('group', { name: 'Environments of other users' });
  const hers = others.getByRole('button', { name: /hers.*belongs to 4242/ });
  await expect(page.getByRole('button', { name: '.venv' })).toBeVisible();
  await hers.tap();
  const question = page.getByRole('dialog', { name: 'Use hers?' });
  await expect(question).toContainText(`${path} belongs to 4242`);
  await question.getByRole('button', { name: 'Cancel' }).tap();
  await expect(hers).toHaveAttribute('aria-pressed', 'false');
  await hers.tap();
  await question.getByRole('button', { name: 'Use it' }).tap();
  await expect(hers).toHaveAttribute('aria-pressed', 'true');
  const environment = page.getByRole('group', { name: 'Environment', exact: true });
  await environment.getByRole('button', { name: 'none' }).tap();
  await hers.tap();
  await expect(hers).toHaveAttribute('aria-pressed', 'true');
  await expect(question).toBeHidden();
});
