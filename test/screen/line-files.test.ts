import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainLine } from '../../server/protocol/log-view.ts';
import { readLines } from '../../server/screen/log-view/read-lines.ts';
import { LineFiles } from '../../server/screen/transcript/line-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ol-lines-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const limits = { segmentBytes: 1000, segmentLines: 50, totalBytes: 5000 };

function add(files: LineFiles, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const bytes = Buffer.from(`line ${i}`);
    files.append({
      bytes,
      length: bytes.length,
      cells: bytes.length,
      kind: 'text',
      ...{ wide: false, continues: false, goesOn: false },
      time: 1000 + i,
    });
  }
}

test('[LINES9] a transcript keeps to its cap: the oldest lines go, and the numbers of the others stay', async () => {
  const files = await LineFiles.open(folder, [], limits);
  add(files, 0, 1000);
  await files.flush();
  expect(files.endLine).toBe(1000);
  expect(files.firstLine).toBeGreaterThan(500);
  const lines = await readLines(files, files.firstLine, 1000);
  expect(lines.map(plainLine)).toEqual(
    Array.from({ length: lines.length }, (_, i) => `line ${files.firstLine + i}`),
  );
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size,
    0,
  );
  expect(bytes).toBeLessThanOrEqual(limits.totalBytes);
});

test('[LINES1] the index takes less than 20 bytes a line, arrival times and segments included', async () => {
  const files = await LineFiles.open(folder, []);
  add(files, 0, 200_000);
  await files.flush();
  const names = readdirSync(folder);
  expect(names.length).toBeGreaterThan(2);
  const size = names.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const text = Array.from({ length: 200_000 }, (_, i) => `line ${i}`).join('').length;
  expect(size - text).toBeLessThan(20 * 200_000);
});

test('[LINES9] what was written behind a position is cut off when the files are opened at it', async () => {
  const files = await LineFiles.open(folder, [], limits);
  add(files, 0, 70);
  const { position } = files;
  add(files, 70, 200);
  await files.flush();
  const again = await LineFiles.open(folder, position, limits);
  add(again, 70, 75);
  await again.flush();
  expect((await readLines(again, 60, 80)).map(plainLine)).toEqual(
    Array.from({ length: 15 }, (_, i) => `line ${60 + i}`),
  );
  await expect(LineFiles.open(folder, [[0, 500, 99_999]], limits)).rejects.toThrow('shorter');
});

test('[LINES1] a stretch of long lines comes in parts of a MiB', async () => {
  const files = await LineFiles.open(folder, []);
  const bytes = Buffer.alloc(60_000, 'x');
  for (let i = 0; i < 100; i++)
    files.append({
      bytes,
      length: bytes.length,
      cells: 16384,
      kind: 'text',
      ...{ wide: false, continues: false, goesOn: false },
      time: 1,
    });
  expect(await readLines(files, 0, 100)).toHaveLength(17);
  expect(await readLines(files, 95, 100)).toHaveLength(5);
});

test('[LINES9] a position noted before the oldest lines went is still good', async () => {
  const files = await LineFiles.open(folder, [], limits);
  add(files, 0, 90);
  const { position } = files;
  add(files, 90, 120);
  await files.flush();
  rmSync(join(folder, '000000000000.lines'));
  rmSync(join(folder, '000000000000.index'));
  const again = await LineFiles.open(folder, position, limits);
  expect([again.firstLine, again.endLine]).toEqual([50, 90]);
  expect((await readLines(again, 88, 95)).map(plainLine)).toEqual(['line 88', 'line 89']);
});

test('[LINES9] lines that the disk did not take are written once it does', async () => {
  const files = await LineFiles.open(join(folder, 'lines'), [], limits);
  add(files, 0, 10);
  rmSync(join(folder, 'lines'), { recursive: true });
  writeFileSync(join(folder, 'lines'), 'in the way');
  await expect(files.flush()).rejects.toThrow();
  expect(files.waitingBytes).toBeGreaterThan(0);
  add(files, 10, 20);
  rmSync(join(folder, 'lines'));
  await LineFiles.open(join(folder, 'lines'), [], limits);
  await files.flush();
  expect((await readLines(files, 0, 20)).map(plainLine)).toEqual(
    Array.from({ length: 20 }, (_, i) => `line ${i}`),
  );
});

test('[LINES9] lines that come while others are being written are not looked for on the disk', async () => {
  const files = await LineFiles.open(folder, [], limits);
  add(files, 0, 10);
  const beyond = files.index(10, 5);
  const across = files.index(5, 10);
  // The first question has begun to write by then.
  for (let i = 0; i < 3; i++) await Promise.resolve();
  add(files, 10, 20);
  expect(await beyond).toBeNull();
  expect((await across)?.records.length).toBe(10 * 14);
  expect((await readLines(files, 5, 20)).map(plainLine)).toEqual(
    Array.from({ length: 15 }, (_, i) => `line ${5 + i}`),
  );
});
