// The user's own tmux on the phone: shown by a switch, read, typed into, killed by its own words.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';

const run = promisify(execFile);
const folder = mkdtempSync('/tmp/otb-');

async function tmux(...words: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, TMUX_TMPDIR: folder, LANG: 'C.UTF-8', PS1: '$ ' };
  return (await run('tmux', ['-f', '/dev/null', ...words], { env })).stdout;
}

test.skip(spawnSync('tmux', ['-V']).status !== 0, 'needs tmux');
test.afterAll(async () => {
  await tmux('kill-server').catch(() => '');
  rmSync(folder, { recursive: true, force: true });
});

test('[TMUX22] a switch shows tmux sessions, with the way to each pane; Kill says what it kills', async ({
  page,
  product,
}) => {
  await tmux('new-session', '-d', '-s', 'thesis', '-x100', '-y30', 'exec sh');
  await tmux('split-window', '-d', '-t', 'thesis', 'exec cat');
  await tmux('send-keys', '-t', 'thesis:0.0', 'echo before', 'Enter');
  await product.stopGateway();
  process.env.TMUX_TMPDIR = folder;
  await product.startGateway();
  delete process.env.TMUX_TMPDIR;
  await pairByLink(page, product);

  await page.goto(`${product.url}/settings`);
  const shows = page.getByRole('switch', { name: 'Show my tmux sessions' });
  await shows.scrollIntoViewIfNeeded();
  await shows.tap();
  await expect(shows).toBeChecked();
  const panes = page.getByRole('list', { name: 'Panes of tmux' });
  await expect(panes.getByRole('link', { name: 'Open thesis', exact: true })).toBeVisible();
  await panes.getByRole('button', { name: 'Show' }).tap();
  await expect(panes.getByRole('link', { name: 'Open thesis-0.1' })).toBeVisible();
  await page.screenshot({ path: 'test-results/tmux-settings.png' });
  await panes.getByRole('link', { name: 'Open thesis', exact: true }).tap();

  await expect(page.getByRole('log')).toContainText('before');
  await page.getByRole('button', { name: 'Type', exact: true }).tap();
  await page.getByRole('textbox', { name: 'Type a line' }).fill('echo typed-$((1+1))');
  await page.getByRole('button', { name: 'Send' }).tap();
  await expect(page.getByRole('log')).toContainText('typed-2');
  await expect.poll(() => tmux('capture-pane', '-p', '-t', 'thesis:0.0')).toContain('typed-2');
  await page.screenshot({ path: 'test-results/tmux-log.png' });

  await openTerminal(page);
  await expect.poll(() => terminalText(page, 'thesis')).toContain('typed-2');
  await page.getByRole('button', { name: 'Fit to this screen' }).tap();
  await expect(page.getByText('tmux decides its size')).toBeVisible();
  expect(await tmux('display-message', '-p', '-t', 'thesis', '#{window_width}')).toBe('100\n');

  await page.getByRole('button', { name: 'Kill', exact: true }).tap();
  const sheet = page.getByRole('dialog', { name: 'Kill thesis?' });
  await expect(sheet).toContainText('kills the tmux session “thesis”, all its windows');
  await page.screenshot({ path: 'test-results/tmux-kill.png' });
  await sheet.getByRole('button', { name: 'Kill now' }).tap();
  await expect(page.getByRole('status').filter({ hasText: 'Stopped on request' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Detach' }).tap();
  await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  await page.screenshot({ path: 'test-results/tmux-list.png' });
  expect(await tmux('list-sessions').catch(() => 'gone')).toBe('gone');
});
