// A page that can be put to sleep as a phone does it: hidden, then frozen. Playwright's own browser
// keeps its pages from ever being hidden, so this one is started bare.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';

export interface SleepingPage {
  readonly page: Page;
  sleep(): Promise<void>;
  wake(): Promise<void>;
  close(): Promise<void>;
}

export async function openSleepingPage(): Promise<SleepingPage> {
  const { executablePath = chromium.executablePath(), args = [] } = chromiumLaunch();
  const profile = mkdtempSync('/tmp/olc-');
  const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const browserProcess = spawn(executablePath, [...args, ...own, '--window-size=500,800'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const browser = await chromium.connectOverCDP(await debuggerUrl(browserProcess), {
    noDefaults: true,
  });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('a browser without a context');
  const page = context.pages()[0] ?? (await context.newPage());
  const other = await context.newPage();
  const input = await context.newCDPSession(page);
  await page.bringToFront();
  return {
    page,
    async sleep() {
      await other.bringToFront();
      await page.waitForFunction(() => document.visibilityState === 'hidden', null, {
        polling: 100,
      });
      await input.send('Page.setWebLifecycleState', { state: 'frozen' });
    },
    async wake() {
      await input.send('Page.setWebLifecycleState', { state: 'active' });
      await page.bringToFront();
    },
    async close() {
      const ended = new Promise((resolve) => browserProcess.once('exit', resolve));
      await browser.close();
      browserProcess.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function debuggerUrl({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stderr?.on('data', (chunk) => {
      text += chunk;
      const [url] = /ws:\/\/\S+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    stderr?.once('end', () => reject(new Error(`the browser ended: ${text}`)));
  });
}
