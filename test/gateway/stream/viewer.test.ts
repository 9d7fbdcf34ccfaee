import { describe, expect, it } from 'vitest';
import { replayLimitBytes } from '../../../server/gateway/stream/viewer.ts';
import { maxCreditBytes } from '../../../server/protocol/page.ts';
import { byteAt, TestPage, WatchedLog } from './watched-log.ts';

async function attached(options: { eager?: boolean } = {}) {
  const log = await WatchedLog.open();
  const page = new TestPage(log, options);
  await page.attach();
  return { log, page };
}

/** Deterministic random numbers (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

describe('viewer', () => {
  it('[GATE20] a lone echo is sent in the very call that notices it', async () => {
    const log = await WatchedLog.open();
    const page = new TestPage(log);
    let now = 0;
    await page.attach(null, () => now);
    now += 20;
    log.feed.output(0, 1, Uint8Array.of(byteAt(0)));
    expect(page.messages).toEqual([1]);
    page.detach();
  });

  it('[GATE20] output close together is put together', async () => {
    const { log, page } = await attached();
    for (let i = 0; i < 50; i++) {
      log.append(1);
      await log.settled();
    }
    await page.until(() => page.cursor === 50);
    expect(page.messages.length).toBeLessThan(25);
    page.detach();
  });

  it('[GATE21] no message is larger than 64 KiB', async () => {
    const { log, page } = await attached();
    log.append(200_000);
    await log.settled();
    await page.until(() => page.cursor === 200_000);
    expect(Math.max(...page.messages)).toBeLessThanOrEqual(65536);
    page.detach();
  });

  it('[GATE22] a viewer that paints nothing is sent no more than its credit', async () => {
    const { log, page } = await attached({ eager: false });
    for (let i = 0; i < 40; i++) {
      log.append(50_000);
      await log.settled();
    }
    expect(page.messages.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(
      maxCreditBytes,
    );
    page.detach();
  });

  it('[GATE23] one that fell behind gets the screen in place of the backlog, then bytes again', async () => {
    const { log, page } = await attached({ eager: false });
    log.append(100_000);
    await log.settled();
    await page.until(() => page.cursor > 0);
    for (let i = 0; i < 8; i++) {
      log.append(50_000);
      await log.settled();
    }
    const stalledAt = page.cursor;
    page.eager = true;
    page.paint();
    await page.until(() => page.cursor === 500_000);
    expect(page.snapshots).toBe(2);
    expect(stalledAt).toBeLessThan(500_000 - replayLimitBytes);
    log.append(10);
    await page.until(() => page.cursor === 500_010);
    page.detach();
  });

  it('[GATE24] a page that comes back within 256 KiB goes on at its byte', async () => {
    const { log, page } = await attached();
    log.append(1000);
    await page.until(() => page.cursor === 1000);
    page.detach();
    log.append(replayLimitBytes);
    await log.settled();
    expect(await page.attach(1000)).toBe('resume');
    await page.until(() => page.cursor === 1000 + replayLimitBytes);
    page.detach();
    log.append(replayLimitBytes);
    await log.settled();
    expect(await page.attach(1000 + replayLimitBytes - 1)).toBe('snapshot');
    page.detach();
  });

  it('[GATE24] a cursor the log never reached gets the screen', async () => {
    const { page } = await attached();
    page.detach();
    expect(await page.attach(5)).toBe('snapshot');
    page.detach();
  });

  it('[GATE25] a gap in the log gets the screen behind it', async () => {
    const log = await WatchedLog.open({ segmentBytes: 4096, sessionBytes: 16 * 1024 });
    const page = new TestPage(log, { eager: false });
    await page.attach();
    for (let i = 0; i < 60; i++) {
      log.append(3000);
      await log.settled();
    }
    const first = page.cursor;
    page.eager = true;
    page.paint();
    await page.until(() => page.cursor === 180_000);
    expect(first).toBeLessThan(180_000);
    expect(page.snapshots).toBeGreaterThan(1);
    page.detach();
    expect(await page.attach(4096 * 3)).toBe('snapshot');
    page.detach();
  });

  it('[GATE25] a screen that has not got past the gap does not hold its viewer there', async () => {
    const log = await WatchedLog.open({ segmentBytes: 4096, sessionBytes: 16 * 1024 });
    log.lag = 170_000;
    const page = new TestPage(log);
    for (let i = 0; i < 60; i++) {
      log.append(3000);
      await log.settled();
    }
    await page.attach();
    expect(page.cursor).toBe(10_000);
    await page.until(() => page.cursor === 180_000);
    // More than one more when retention took another segment meanwhile.
    expect(page.snapshots).toBeGreaterThanOrEqual(2);
    page.detach();
  });

  it('[GATE26] a resize comes between the last byte before it and the first after it', async () => {
    const { log, page } = await attached();
    log.append(5000);
    log.resize(80);
    log.append(5000);
    log.resize(90);
    log.resize(91);
    await log.settled();
    await page.until(() => page.cursor === 10_000 && page.size.cols === 91);
    page.detach();
    expect(await page.attach(4999)).toBe('resume');
    expect(page.size.cols).toBe(100);
    await page.until(() => page.cursor === 10_000 && page.size.cols === 91);
    page.detach();
    expect(await page.attach(5000)).toBe('resume');
    expect(page.size.cols).toBe(80);
    page.detach();
  });

  it('[STREAM1] a change of columns or rows is followed by the screen, one of the owner alone is not', async () => {
    const { log, page } = await attached();
    log.append(5000);
    log.resize(80);
    await log.settled();
    await page.until(() => page.snapshots === 2);
    expect(page.size.cols).toBe(80);
    log.rename('somebody');
    log.append(1);
    await log.settled();
    await page.until(() => page.cursor === 5001);
    expect(page.size.owner).toBe('somebody');
    expect(page.snapshots).toBe(2);
    page.detach();
  });

  it('[STREAM2] a screen from before a resize is followed by that resize, told before or missed', async () => {
    const { log, page } = await attached();
    log.append(50_000);
    log.resize(80);
    log.append(50_000);
    await log.settled();
    await page.until(() => page.cursor === 100_000);
    log.lag = 90_000;
    const late = new TestPage(log);
    await late.attach();
    expect(late.size.cols).toBe(100);
    log.resize(81);
    await late.until(() => late.size.cols === 80);
    log.lag = 0;
    for (const one of [page, late]) {
      await one.until(() => one.cursor === 100_000 && one.size.cols === 81);
      one.detach();
    }
  });

  it('[GATE26] a storm of resizes that a viewer missed is answered by the screen', async () => {
    const { log, page } = await attached({ eager: false });
    log.append(300_000);
    await log.settled();
    for (let i = 0; i < 400; i++) {
      log.resize(20 + i);
      log.append(1);
    }
    await log.settled();
    page.eager = true;
    page.paint();
    await page.until(() => page.cursor === 300_400 && page.size.cols === 419);
    page.detach();
  });

  it('[GATE27] the end is told once, after the last byte', async () => {
    const { log, page } = await attached({ eager: false });
    log.append(150_000);
    await log.settled();
    await log.end();
    expect(page.hasEnded).toBe(false);
    page.eager = true;
    page.paint();
    await page.until(() => page.hasEnded);
    expect(page.cursor).toBe(150_000);
    expect(log.feed.viewerCount).toBe(0);
    const late = new TestPage(log);
    await late.attach();
    await late.until(() => late.hasEnded);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '[GATE28] what is painted is the log, whatever comes between (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const log = await WatchedLog.open({ segmentBytes: 100_000 + random(200_000) });
      const pages = Array.from({ length: 3 }, () => new TestPage(log, { eager: false }));
      for (const page of pages) await page.attach();
      for (let step = 0; step < 300; step++) {
        const page = pages[random(pages.length)];
        const dice = random(12);
        if (page === undefined) continue;
        log.lag = random(20_000);
        if (dice < 5) log.append(1 + random([10, 100, 5000, 60_000][random(4)] ?? 1));
        else if (dice < 8) page.paint();
        else if (dice === 8) log.resize(20 + random(100));
        else if (dice === 9) page.eager = random(2) === 0;
        else if (dice === 10) {
          page.detach();
          // Whatever was under way to it is lost with the connection.
          await page.attach(random(3) === 0 ? null : page.painted);
        } else await log.settled();
      }
      await log.settled();
      await log.end();
      log.lag = 0;
      for (const page of pages) {
        page.eager = true;
        page.paint();
        await page.until(() => page.hasEnded);
        expect(page.cursor).toBe(log.writer.offset);
        expect(page.size.cols).toBe(log.size.cols);
      }
    },
  );
});
