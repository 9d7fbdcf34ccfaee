// A state directory of its own for each test, with a path short enough for unix sockets.
import { mkdtemp, rm } from 'node:fs/promises';
import { onTestFinished } from 'vitest';

/** A fresh folder, removed when the test has finished. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp('/tmp/og-');
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
