import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: {
    __OUTLIVE_VERSION__: JSON.stringify('0.0.0-test'),
    __OUTLIVE_HOMEPAGE__: JSON.stringify('https://example.org'),
  },
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/own-group.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Some tests measure time on machines shared with others: what fails twice is broken. Those
    // that count lost bytes are not given a second try.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
