// How the tests start Chromium: the one that was found, quiet, and without its sandbox for root only.
import type { LaunchOptions } from '@playwright/test';

export function chromiumLaunch(): LaunchOptions {
  const isRoot = process.getuid?.() === 0;
  return {
    ...(process.env.CHROMIUM_PATH && { executablePath: process.env.CHROMIUM_PATH }),
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
