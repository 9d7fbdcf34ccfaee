import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { readExitRecord } from '../../server/log/exit-record.ts';
import { openOutputReader } from '../../server/log/reader.ts';
import { TimelineReader } from '../../server/log/timeline.ts';
import {
  bytesOf,
  exited,
  newsOf,
  openTestLog,
  readAll,
  removeTemporaryFolders,
  seeded,
  temporaryFolder,
  timelineOf,
} from './logs.ts';

afterEach(removeTemporaryFolders);

describe('bytes', () => {
  test('[LOG1] a reader gets exactly the bytes that were written, from any cursor, across segments', async () => {
    const random = seeded(1);
    const { writer, directory } = await openTestLog({ segmentBytes: 1000 });
    const chunks: Buffer[] = [];
    for (let i = 0; i < 200; i++) {
      chunks.push(
        Buffer.from(Array.from({ length: Math.floor(random() * 90) }, () => random() * 256)),
      );
      writer.append(chunks.at(-1) as Buffer);
      if (random() < 0.2) await new Promise((resolve) => setImmediate(resolve));
    }
    await writer.end(exited);
    const whole = Buffer.concat(chunks);
    expect(bytesOf(await readAll(directory)).equals(whole)).toBe(true);
    for (let i = 0; i < 50; i++) {
      const cursor = Math.floor(random() * whole.length);
      const results = await readAll(directory, cursor, 1 + Math.floor(random() * 700));
      expect(results.every((result) => result.kind === 'bytes')).toBe(true);
      expect(bytesOf(results).equals(whole.subarray(cursor))).toBe(true);
    }
  });

  test('[LOG2] a segment is named by its first offset and is not longer than the limit', async () => {
    const { writer, directory } = await openTestLog({ segmentBytes: 100_000 });
    for (let i = 0; i < 40; i++) {
      writer.append(Buffer.alloc(10_000, i));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writer.end(exited);
    const logs = readdirSync(directory)
      .filter((name) => name.endsWith('.log'))
      .sort();
    expect(logs.length).toBeGreaterThanOrEqual(4);
    logs.reduce((at, name) => {
      expect(name).toBe(`${String(at).padStart(16, '0')}.log`);
      const { size, mode } = statSync(join(directory, name));
      expect(size).toBeLessThanOrEqual(100_000);
      expect(mode & 0o777).toBe(0o600);
      return at + size;
    }, 0);
  });

  test('[LOG3] readers follow a log that is being written, each byte once', async () => {
    const { writer, directory } = await openTestLog({ segmentBytes: 5000 });
    const total = 300_000;
    const byteAt = (offset: number) => (offset * 31 + (offset >> 8)) & 0xff;
    const follow = async (): Promise<boolean> => {
      const reader = openOutputReader(directory);
      for (let cursor = 0; cursor < total; ) {
        const result = await reader.read(cursor, 3000);
        if (result.kind === 'gap') return false;
        if (result.kind === 'end') await new Promise((resolve) => setImmediate(resolve));
        else {
          const from = cursor;
          if (!result.bytes.every((byte, i) => byte === byteAt(from + i))) return false;
          cursor += result.bytes.length;
        }
      }
      await reader.close();
      return true;
    };
    const followers = [follow(), follow(), follow()];
    for (let at = 0; at < total; at += 1000) {
      writer.append(Uint8Array.from({ length: 1000 }, (_, i) => byteAt(at + i)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(followers)).toEqual([true, true, true]);
    await writer.end(exited);
  });

  test('[LOG4] a reader that fell behind retention is told the gap; the first and the newest segment stay', async () => {
    const { writer, directory, committed } = await openTestLog({
      segmentBytes: 100_000,
      sessionBytes: 500_000,
    });
    for (let i = 0; i < 200; i++) {
      writer.append(Buffer.alloc(10_000, i));
      await expect.poll(() => committed.at(-1)?.[1], { interval: 1 }).toBe(writer.offset);
    }
    await writer.end(exited);
    const results = await readAll(directory);
    const gaps = results.filter((result) => result.kind === 'gap');
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.from).toBe(100_000);
    expect(bytesOf(results)[0]).toBe(0);
    expect(bytesOf(results).at(-1)).toBe(199);
    const kept = bytesOf(results).length;
    expect(kept).toBeLessThanOrEqual(500_000);
    expect((gaps[0]?.to ?? 0) - (gaps[0]?.from ?? 0) + kept).toBe(2_000_000);
  });

  test('[LOG5] what waits for the disk is bounded; what comes beyond is a gap, told and seen', async () => {
    const { writer, directory, lost, committed } = await openTestLog({ inFlightBytes: 3000 });
    for (let i = 0; i < 5; i++) writer.append(Buffer.alloc(1000, i)); // No write can end in between.
    expect(lost).toEqual([
      [3000, 4000],
      [4000, 5000],
    ]);
    await expect.poll(() => committed.at(-1)?.[1]).toBe(3000);
    writer.append(Buffer.from('after'));
    const exit = await writer.end(exited);
    expect(exit.offset).toBe(5005);
    const results = await readAll(directory);
    expect(results.filter((result) => result.kind === 'gap')).toEqual([
      { kind: 'gap', from: 3000, to: 5000 },
    ]);
    expect(bytesOf(results).subarray(3000).toString()).toBe('after');
  });

  test.skipIf(process.getuid?.() !== 0)(
    '[LOG6] a full disk makes a gap, is tried again, and cannot keep the end from being told',
    async () => {
      const mount = temporaryFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mount]);
      try {
        let now = 0;
        const directory = join(mount, 'output');
        const { writer, lost, committed } = await openTestLog(
          {},
          { directory, elapsed: () => now },
        );
        for (let i = 0; i < 10; i++) writer.append(Buffer.alloc(50_000, i + 1));
        await expect.poll(() => lost.at(-1)?.[1]).toBe(500_000);
        const end = committed.at(-1)?.[1] ?? 0;
        expect(end).toBeGreaterThan(200_000);
        expect(lost[0]?.[0]).toBe(end);
        // Still full: later tries leave no rubbish behind.
        for (let i = 0; i < 5; i++) {
          now += 2000;
          writer.append(Buffer.from('more'));
          await expect.poll(() => lost.at(-1)?.[1]).toBe(500_004 + 4 * i);
        }
        expect(readdirSync(directory)).toHaveLength(3);
        const exit = await writer.end({ ...exited, exitCode: 9 });
        expect(await readExitRecord(directory)).toEqual({ ...exit, exitCode: 9 });
      } finally {
        execFileSync('umount', [mount]);
      }
    },
  );

  test.skipIf(process.getuid?.() !== 0)(
    '[LOG6] once there is room again, the log goes on in a new segment, whatever the clock says',
    async () => {
      const mount = temporaryFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', mount]);
      try {
        let elapsed = 0;
        let now = Date.UTC(2026, 0);
        writeFileSync(join(mount, 'ballast'), Buffer.alloc(400_000));
        const directory = join(mount, 'output');
        const { writer, lost, committed } = await openTestLog(
          {},
          {
            directory,
            now: () => now,
            elapsed: () => elapsed,
          },
        );
        writer.append(Buffer.alloc(200_000, 1));
        await expect.poll(() => lost.at(-1)?.[1]).toBe(200_000);
        writeFileSync(join(mount, 'ballast'), '');
        elapsed += 2000;
        // Meanwhile the clock was set: a time that was to be waited for would not come for a day.
        now -= 86_400_000;
        writer.append(Buffer.from('room again'));
        await expect.poll(() => committed.at(-1)).toEqual([200_000, 200_010]);
        await writer.end(exited);
        const results = await readAll(directory);
        expect(bytesOf(results).subarray(-10).toString()).toBe('room again');
        expect(results.filter((result) => result.kind === 'gap')).toHaveLength(1);
      } finally {
        execFileSync('umount', [mount]);
      }
    },
  );

  test('[LOG12] what was lost at the very end is a gap up to the end that the exit record tells', async () => {
    const { writer, directory } = await openTestLog({ inFlightBytes: 3000 });
    for (let i = 0; i < 5; i++) writer.append(Buffer.alloc(1000, i)); // No write can end in between.
    const reader = openOutputReader(directory);
    await expect.poll(async () => (await reader.bounds()).to).toBe(3000);
    expect(await reader.read(3000, 10)).toEqual({ kind: 'end', at: 3000 });
    expect((await writer.end(exited)).offset).toBe(5000);
    expect(await reader.read(3000, 10)).toEqual({ kind: 'gap', from: 3000, to: 5000 });
    expect(await reader.read(5000, 10)).toEqual({ kind: 'end', at: 5000 });
    expect(await reader.missingBytes()).toBe(2000);
    await reader.close();
  });

  test('[LOG10] a log is begun once: a second writer is refused and spoils nothing', async () => {
    const { writer, directory } = await openTestLog();
    writer.append(Buffer.from('mine'));
    await expect(openTestLog({}, { directory })).rejects.toMatchObject({ code: 'EEXIST' });
    await writer.end(exited);
    expect(bytesOf(await readAll(directory)).toString()).toBe('mine');
  });
});

describe('timeline', () => {
  test('[LOG7] every timeline opens with the size in force; marks are a second apart; nothing comes after its bytes', async () => {
    let now = 5000;
    const { writer, directory, committed } = await openTestLog(
      { segmentBytes: 100 },
      { now: () => now },
    );
    const wrote = async (text: string) => {
      writer.append(Buffer.from(text));
      await expect.poll(() => committed.at(-1)?.[1]).toBe(writer.offset);
    };
    await wrote('a'.repeat(60));
    now += 400;
    await wrote('b'.repeat(30));
    expect(writer.resize({ cols: 80, rows: 24, owner: 'phone' })).toBe(90);
    now += 700;
    await wrote('c'.repeat(50));
    await writer.end({ ...exited, exitCode: 2, endedAt: 7000 });
    expect(await timelineOf(directory)).toEqual([
      { kind: 'size', offset: 0, time: 5000, size: { cols: 100, rows: 30, owner: '' } },
      { kind: 'mark', offset: 0, time: 5000 },
      { kind: 'size', offset: 90, time: 5400, size: { cols: 80, rows: 24, owner: 'phone' } },
      { kind: 'mark', offset: 90, time: 6100 },
      { kind: 'size', offset: 90, time: 6100, size: { cols: 80, rows: 24, owner: 'phone' } },
      {
        kind: 'exit',
        offset: 140,
        time: 7000,
        exit: { exitCode: 2, signal: null, reason: 'exit', endedAt: 7000, offset: 140 },
      },
    ]);
  });

  test('[LOG8] a timeline is read on where it was left, from any segment, and damage hides only itself', async () => {
    const { writer, directory, committed } = await openTestLog({
      segmentBytes: 50,
      markEveryMs: 0,
    });
    const whole = new TimelineReader(directory);
    const seen = [...(await newsOf(whole))];
    for (let i = 0; i < 6; i++) {
      writer.append(Buffer.alloc(40));
      await expect.poll(() => committed.at(-1)?.[1]).toBe(writer.offset);
      seen.push(...(await newsOf(whole)));
    }
    appendFileSync(
      join(directory, '0000000000000200.timeline'),
      'rubbish\n[1,2\n{}\n[7]\n[250,9]\n[3',
    );
    seen.push(...(await newsOf(whole)));
    expect(seen.filter((entry) => entry.kind === 'size').map((entry) => entry.offset)).toEqual([
      0, 40, 80, 120, 160, 200,
    ]);
    expect(seen.at(-1)).toEqual({ kind: 'mark', offset: 250, time: 9 });
    const late = await timelineOf(directory, 130);
    expect(late[0]).toMatchObject({ kind: 'size', offset: 120 });
    await writer.end(exited);
  });

  test('[LOG9] a session has no exit record until it has ended, and a damaged one is none', async () => {
    const { writer, directory } = await openTestLog();
    expect(statSync(join(directory, 'exit.json')).size).toBe(4096);
    expect(await readExitRecord(directory)).toBeNull();
    const exit = await writer.end({
      exitCode: 0,
      signal: 'SIGKILL',
      reason: 'killed',
      endedAt: 42,
    });
    expect(await readExitRecord(directory)).toEqual(exit);
    expect(statSync(join(directory, 'exit.json')).size).toBe(4096);
    writeFileSync(join(directory, 'exit.json'), '{"exitCode":');
    expect(await readExitRecord(directory)).toBeNull();
    const empty = join(temporaryFolder(), 'none');
    mkdirSync(empty);
    expect(await readExitRecord(empty)).toBeNull();
    expect(await readAll(empty)).toEqual([]);
  });
});

/** In a process of its own, with a small heap: what it printed. */
function inSmallHeap(program: string, ...args: string[]): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const flags = [
    '--max-old-space-size=48',
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    program,
  ];
  return execFileSync(process.execPath, [...flags, ...args], { cwd: root, encoding: 'utf8' });
}

test('[LOG13] a timeline that is larger than the heap is read in batches', async () => {
  const directory = join(temporaryFolder(), 'output');
  mkdirSync(directory);
  const path = join(directory, '0000000000000000');
  writeFileSync(`${path}.log`, Buffer.alloc(1000));
  writeFileSync(`${path}.timeline`, '[0,1,100,30,"ada"]\n');
  const marks = Buffer.from('[500,1790000000000]\n'.repeat(52_428));
  for (let i = 0; i < 64; i++) appendFileSync(`${path}.timeline`, marks); // 1 MB each
  appendFileSync(`${path}.timeline`, '[500,1790000000001,80,24,"ada"]\n');
  const said = inSmallHeap(
    `const { Source } = await import('./server/screen/follow/source.ts');
     const { TimelineReader } = await import('./server/log/timeline.ts');
     const { sizesFrom } = await import('./server/gateway/stream/resizes.ts');
     const { lastOutput } = await import('./server/sessions/last-line.ts');
     const directory = process.argv[1];
     const source = new Source(directory, 700);
     let bytes = 0;
     for (let steps = await source.next(); steps.length > 0; steps = await source.next())
       for (const step of steps) if (step.kind === 'bytes') bytes += step.bytes.length;
     const { at } = await sizesFrom(new TimelineReader(directory, 700).batches(), 700);
     const { size } = await lastOutput(directory);
     const rss = process.resourceUsage().maxRSS / 1024;
     console.log(JSON.stringify({ bytes, at, size, small: rss < 260 || rss }));`,
    directory,
  );
  const size = { cols: 80, rows: 24, owner: 'ada' };
  expect(JSON.parse(said)).toEqual({ bytes: 300, at: size, size, small: true });
}, 240_000);
