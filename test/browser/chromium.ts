// How the tests start Chromium: the one that was found, quiet, and without its sandbox for root only.
// Most do with the one that has no windows; what hides a page or installs an app needs them.
import type { LaunchOptions } from '@playwright/test';

export function shellLaunch(): LaunchOptions {
  const { CHROMIUM_SHELL_PATH: shell } = process.env;
  return { ...chromiumLaunch(), ...(shell && { executablePath: shell }) };
}

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
