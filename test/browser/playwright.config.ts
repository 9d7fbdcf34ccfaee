import { defineConfig } from '@playwright/test';
import { shellLaunch } from './chromium.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '*.test.ts',
  outputDir: '../../test-results',
  workers: 1,
  // A machine that stalls for a second spoils a flick; what fails twice is broken. Told as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 360, height: 640 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    colorScheme: 'dark',
    launchOptions: shellLaunch(),
    screenshot: 'only-on-failure',
  },
});
