// Jobs from the form, by touch on a small phone with its keyboard up: real python, GPUs of the test's own.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, hideKeyboard, look, openForm, test, typeInto } from './machine-phone.ts';

const chip = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const logOf = (page: Page, name: string) => page.getByRole('log', { name: `Log of ${name}` });
const card = (page: Page, name: string) =>
  page.getByRole('link', { name: new RegExp(`^${name} `) });

test('[FORM3] [FORM4] [FORM6] a job is filled in by touch, looked ahead at, previewed and started', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py --epochs 4');
  await look(page, 'form-keyboard');
  await hideKeyboard(page);
  await chip(page, 'Look for a folder').tap();
  await chip(page, 'vision').tap();
  await expect(chip(page, /resnet.*git.*train\.py.*pyproject/s)).toBeVisible();
  await page.getByRole('switch', { name: 'Hidden folders' }).tap();
  await expect(chip(page, '.hidden')).toBeVisible();
  await look(page, 'folders');
  // On a slow network what lies in it has not come yet: the folder that was tapped is taken all the same.
  let answer = () => {};
  const answers = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/api\/folders\?.*resnet/, async (route) => {
    await answers;
    await route.continue();
  });
  await chip(page, /^resnet/).tap();
  await chip(page, 'Use this folder').tap();
  answer();
  await expect(page.getByLabel('Directory', { exact: true })).toHaveValue('~/vision/resnet');
  await expect(chip(page, 'conda: torch24')).toBeVisible();
  await chip(page, '.venv').tap();
  await expect(page.getByText(/✓ python 3\.\d+\.\d+ at .*\.venv/)).toBeVisible();
  await chip(page, /^1 · 39 GB free/).tap();
  await look(page, 'form');
  await expectThumbSized(page);
  await chip(page, 'Preview').tap();
  const preview = page.getByRole('dialog', { name: 'Preview' });
  await expect(preview).toContainText('python train.py --epochs 4');
  await expect(preview).toContainText('CUDA_VISIBLE_DEVICES');
  await look(page, 'preview');
  await chip(page, 'Back to the form').tap();
  await chip(page, 'Start').last().tap();
  await expect(page.getByRole('heading', { name: 'train' })).toBeVisible();
  await expect(logOf(page, 'train')).toContainText('epoch 4/4 lr=0.1 gpu=1');
  await expect(page.getByText('with exit code 0')).toBeVisible();
});

test('[CARD2] [CARD4] [FORM34] a job that crashes says why on its card, and is run again, changed, under the next name', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py --crash');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await typeInto(page, 'Name', 'exp01');
  await hideKeyboard(page);
  await chip(page, '.venv').tap();
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(page.getByText('with exit code 1')).toBeVisible();
  await chip(page, /more about it/).tap();
  const about = page.getByRole('dialog', { name: 'exp01' });
  await expect(about.getByRole('region', { name: 'Script' })).toContainText(
    'python train.py --crash',
  );
  await look(page, 'about');
  await chip(page, 'Close').tap();
  await chip(page, 'Detach').tap();
  await expect(card(page, 'exp01')).toContainText('RuntimeError: CUDA out of memory');
  await expect(card(page, 'exp01')).toContainText('ended, exit 1');
  await expect(page.getByRole('list', { name: 'GPUs' })).toContainText('GPU 1 free');
  await look(page, 'failed-card');
  await card(page, 'exp01').tap();
  await chip(page, 'Run again').tap();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('exp02');
  await expect(page.getByLabel('Command')).toHaveValue('python train.py --crash');
  await expect(chip(page, '.venv')).toHaveAttribute('aria-pressed', 'true');
  await typeInto(page, 'Command', 'python train.py --lr 0.01');
  await hideKeyboard(page);
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(page.getByRole('heading', { name: 'exp02' })).toBeVisible();
  await expect(logOf(page, 'exp02')).toContainText('saved runs/best.pt');
});

test('[FORM30] [FORM31] [FORM32] [FORM33] a preset is saved, and runs three taps after the page was opened', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py --lr {lr} --epochs 2');
  await typeInto(page, '{lr}', '0.5');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await hideKeyboard(page);
  await chip(page, '.venv').tap();
  await chip(page, 'Save as a preset…').tap();
  await page.getByLabel('Call it').tap();
  await page.setViewportSize({ width: 360, height: 336 });
  await page.getByLabel('Call it').fill('resnet');
  await look(page, 'save-preset');
  await chip(page, 'Save').last().tap();
  await hideKeyboard(page);
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(logOf(page, 'train')).toContainText('lr=0.5');

  await page.goto(machine.url);
  await page.getByRole('link', { name: 'New session' }).tap();
  await page.getByRole('button', { name: 'resnet', exact: true }).tap();
  await look(page, 'preset');
  await expect(page.getByLabel('{lr}')).toHaveValue('0.5');
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(page.getByRole('heading', { name: 'train-2' })).toBeVisible();
  await expect(logOf(page, 'train-2')).toContainText('saved runs/best.pt');

  await page.goto(`${machine.url}/settings`);
  const download = page.waitForEvent('download');
  await chip(page, 'Export').tap();
  const text = readFileSync(await (await download).path(), 'utf8');
  expect(JSON.parse(text).presets[0].job.command).toContain('{lr}');
  await chip(page, 'Import…').tap();
  await page.getByLabel('Or paste its text').fill('{"garbage": [');
  await chip(page, 'Add pasted presets').tap();
  await expect(page.getByText('it is not JSON')).toBeVisible();
  const buffer = Buffer.from(text.replace('--epochs 2', '--epochs 9'));
  await page
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'presets.json', mimeType: 'application/json', buffer });
  const rows = page.getByRole('list', { name: 'Presets' }).getByRole('listitem');
  await expect(rows).toHaveText([/^resnet.*--epochs 2/, /^resnet \(2\).*--epochs 9/]);
  await chip(page, 'Move resnet (2) up').tap();
  await expect(rows).toHaveText([/^resnet \(2\)/, /^resnet.*--epochs 2/]);
  await look(page, 'presets');
  await page.reload();
  await expect(rows).toHaveText([/^resnet \(2\)/, /^resnet.*--epochs 2/]);
});

test('[FORM21] [FORM22] [FORM23] [CARD1] a sweep of six from one field runs on two GPUs, two at a time, none shared', async ({
  page,
  machine,
}) => {
  const notes = machine.file('notes');
  await openForm(page, machine);
  await typeInto(page, 'Command', `python train.py --lr {lr} --notes ${notes}`);
  await typeInto(page, '{lr}', '1, 2, 3, 4, 5, 6');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await hideKeyboard(page);
  await chip(page, 'as GPUs get free').tap();
  await look(page, 'sweep');
  await page.getByRole('button', { name: 'Start 6' }).tap();
  await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  await expect(page.getByRole('link', { name: /waiting for/ }).first()).toBeVisible();
  await look(page, 'sweep-cards');
  await expect(page.getByRole('link', { name: /ended, exit 0/ })).toHaveCount(6, {
    timeout: 45_000,
  });
  const busy = new Map<string, string>();
  let most = 0;
  for (const line of readFileSync(notes, 'utf8').trim().split('\n')) {
    const [what, lr = '', gpu = ''] = line.split(' ');
    if (what === 'begin') {
      expect(busy.has(gpu), `GPU ${gpu} is shared by ${busy.get(gpu)} and ${lr}`).toBe(false);
      busy.set(gpu, lr);
    } else busy.delete(gpu);
    most = Math.max(most, busy.size);
  }
  expect([...new Set(busy.keys())]).toEqual([]);
  expect(most).toBe(2);
});

test('[CARD1] [KILL1] [KILL2] [KILL4] a job waits for another; interrupted by one tap, killed with what is in it named', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py --epochs 9000');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await typeInto(page, 'Name', 'long');
  await hideKeyboard(page);
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(logOf(page, 'long')).toContainText('epoch 2/');
  await chip(page, 'Detach').tap();
  await page.getByRole('link', { name: 'New session' }).tap();
  await typeInto(page, 'Command', 'python train.py --epochs 9000');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await hideKeyboard(page);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('train');
  await typeInto(page, 'Name', 'next');
  await hideKeyboard(page);
  await expect(page.getByText(/✓ python/)).toBeVisible();
  await chip(page, 'after long').tap();
  await page.getByRole('switch', { name: 'Even if it fails' }).tap();
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(page.getByRole('button', { name: /^waiting for long/ })).toBeVisible();
  await chip(page, 'Detach').tap();
  await expect(card(page, 'next')).toContainText('waiting for long');
  await look(page, 'waiting-card');

  await card(page, 'long').tap();
  await page.getByRole('button', { name: 'Kill', exact: true }).tap();
  const sheet = page.getByRole('dialog', { name: 'Kill long?' });
  const inside = sheet.getByRole('list', { name: 'Processes' });
  await expect(sheet).toContainText('python train.py --epochs 9000');
  await expect(inside).toContainText(/python3?[\d.]* \d+ .*MB/);
  const pid = Number(/python\S* (\d+)/.exec((await inside.textContent()) ?? '')?.[1]);
  machine.parts.nvidia([0, 20_000], [[1, pid, 20_000]]);
  await sheet.getByRole('button', { name: 'Cancel' }).tap();
  await page.getByRole('button', { name: 'Kill', exact: true }).tap();
  await expect(sheet).toContainText(/\d processes, GPU 1/);
  await expect(inside).toContainText(`python ${pid} GPU 1 19.5 GB`);
  await look(page, 'kill');
  await sheet.getByRole('button', { name: 'Interrupt' }).tap();
  await expect(page.getByText(/with exit code (1|130)|stopped by SIGINT/)).toBeVisible();

  await chip(page, 'Detach').tap();
  await card(page, 'next').tap();
  await expect(logOf(page, 'next')).toContainText('epoch 2/');
  await page.getByRole('button', { name: 'Kill', exact: true }).tap();
  await chip(page, 'Kill now').tap();
  await expect(page.getByText(/Stopped on request after .* Ended: .*python/)).toBeVisible();
  await look(page, 'killed');
});

test('[KILL3] what outlives its session, and GPU memory that is still held, are warned of', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  await typeInto(page, 'Command', '(setsid sleep 3600 &); python train.py --epochs 1');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await hideKeyboard(page);
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  const left = page.getByText(/Still there: sleep \(\d+\)/);
  await expect(left).toBeVisible();
  const pid = Number(/\d+/.exec((await left.textContent()) ?? '')?.[0]);
  machine.parts.nvidia([4000, 0], [[0, pid, 4000]]);
  await page.reload();
  await expect(left).toContainText('holding GPU 0 3.9 GB');
  await look(page, 'leftover');
  await chip(page, 'End them').tap();
  await expect(page.getByText(`Ended: sleep (${pid})`)).toBeVisible();
  await expect(page.getByText('Memory not given back yet: GPU 0 3.9 GB.')).toBeVisible();
  await look(page, 'held');
});

test('[FORM26] a start whose answer was lost is looked for, not made twice', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  let lost = 0;
  await page.route('**/api/sessions', async (route) => {
    if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await typeInto(page, 'Command', 'python train.py');
  await typeInto(page, 'Directory', '~/vision/resnet');
  const start = page.getByRole('button', { name: 'Start', exact: true });
  await start.tap();
  await expect(page.getByText('it may have started all the same')).toBeVisible();
  await look(page, 'no-answer');
  await start.tap();
  await hideKeyboard(page);
  await expect(logOf(page, 'train')).toContainText('saved runs/best.pt');
  expect(JSON.parse(await machine.outlive('ls', '--json'))).toHaveLength(1);
});

test('[FORM20] a preset asks for its values; Enter on the keyboard goes on to the next field', async ({
  page,
  machine,
}) => {
  const job = { command: 'echo lr={lr} seed={seed}', cwd: '~' };
  const presets = [{ name: 'both', job }];
  await machine.pair();
  const saved = await fetch(`${machine.url}/api/presets`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${machine.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ outlive: 'presets', revision: 0, presets }),
  });
  expect(saved.status).toBe(200);
  await openForm(page, machine);
  await chip(page, 'both').tap();
  await typeInto(page, '{lr}', '0.1');
  await page.keyboard.press('Enter');
  const seed = page.getByLabel('{seed}');
  await expect(seed).toBeFocused();
  const start = page.getByRole('button', { name: 'Start', exact: true });
  await start.tap();
  await expect(seed).toHaveAccessibleDescription(/Give \{seed\} a value/);
  await expect(seed).toBeFocused();
  await hideKeyboard(page);
  await start.tap();
  await expect(logOf(page, 'echo')).toContainText('lr=0.1 seed={seed}');
});

test('[FORM1] with nothing else answering, a command, a folder and Start are enough', async ({
  page,
  machine,
}) => {
  const others = /\/api\/(gpus|environments|folders|preflight|presets|recents|name)/;
  await page.route(others, (route) =>
    /gpus|presets/.test(route.request().url()) ? route.abort() : undefined,
  );
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py');
  await typeInto(page, 'Directory', '~/vision/resnet');
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await hideKeyboard(page);
  await expect(logOf(page, 'train')).toContainText('saved runs/best.pt');
});

test('[PAGE14] what cannot be is told beside its field, and what was typed stays', async ({
  page,
  machine,
}) => {
  await openForm(page, machine);
  await typeInto(page, 'Command', 'python train.py');
  await typeInto(page, 'Directory', '~/no/such/folder');
  await hideKeyboard(page);
  const directory = page.getByLabel('Directory', { exact: true });
  await expect(directory).toHaveAccessibleDescription(/does not exist/);
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await expect(directory).toBeFocused();
  await expect(page.getByLabel('Command')).toHaveValue('python train.py');
  await look(page, 'refused');
});

/** Every button that is drawn is as large as a thumb, and nothing pans sideways. */
async function expectThumbSized(page: Page): Promise<void> {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a, input, textarea')]
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && Math.min(box.width, box.height) < 48)
      .map(({ text, box }) => `${text}: ${box.width} x ${box.height}`),
  );
  expect(small).toEqual([]);
  const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(beyond)).toBe(0);
}
