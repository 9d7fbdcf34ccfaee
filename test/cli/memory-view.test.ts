import { afterAll, expect, test } from 'vitest';
import { MemoryView } from '../../server/cli/attach/memory-view.ts';
import { openTestLog, removeTemporaryFolders, startSize } from '../log/logs.ts';

afterAll(removeTemporaryFolders);

test('[WORD10] a screen has the size that was told last, though the log says so later', async () => {
  const { directory, writer } = await openTestLog();
  const lines = Array.from({ length: 80 }, (_, at) => `line ${at}`);
  writer.append(Buffer.from(lines.join('\r\n')));
  const view = await MemoryView.open({ outputDir: directory, onReply: () => {} });
  view.resized(startSize);
  await expect.poll(async () => (await view.screen(null)).snapshot.offset).toBe(writer.offset);
  const taller = { ...startSize, rows: startSize.rows + 6 };
  view.resized(taller);
  const screen = view.screen(writer.offset);
  writer.resize(taller);
  const { snapshot, hasHole } = await screen;
  expect(snapshot.size).toMatchObject({ cols: taller.cols, rows: taller.rows });
  expect(hasHole).toBe(false);
  // What the terminal took back from its scrollback is drawn again, and nothing above it.
  const text = Buffer.from(snapshot.data).toString();
  expect(text).toContain(`line ${80 - taller.rows}\r`);
  expect(text).not.toContain(`line ${80 - taller.rows - 1}\r`);
  view.close();
  await writer.end({ exitCode: 0, signal: null, reason: 'exit', endedAt: Date.now() });
});
