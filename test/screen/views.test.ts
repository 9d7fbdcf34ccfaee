import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OwnedSize } from '../../server/protocol/host.ts';
import { plainLine } from '../../server/protocol/log-view.ts';
import { readSkipped, sliceBytes } from '../../server/screen/follow/skipped.ts';
import { defaultWatchdogLimits } from '../../server/screen/process/watchdog.ts';
import { startViews, type Views, type ViewsOptions } from '../../server/screen/views.ts';
import { buildView } from './build-view.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';
import { textOfScreen } from './text-of-screen.ts';

/** The largest screen there is, and a slice that keeps the emulator busy with it for 10 s and more. */
const largest = { cols: 1000, rows: 500, owner: '' };
const hanging = '\x1b[00999S'.repeat(sliceBytes / 8);

let entry = '';
const open: { close(): void }[] = [];

beforeAll(async () => {
  entry = await buildView();
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function log(now = Date.now, size?: OwnedSize): Promise<SessionLog> {
  const session = await createSessionLog(size, now);
  open.push({ close: session.remove });
  return session;
}

function views(options: ViewsOptions = {}): Views {
  const started = startViews({ entry, ...options });
  open.push(started);
  return started;
}

describe('views', () => {
  test('[VIEW2] the screen holds every byte that was told of before it was asked for', async () => {
    const session = await log();
    const view = views();
    view.follow('aaaaaaaa', session.outputDirectory);
    for (let i = 0; i < 20; i++) {
      const to = await session.write(`line ${i}\r\n`);
      view.advance('aaaaaaaa', to);
      const screen = await view.screen('aaaaaaaa');
      expect(screen.offset).toBe(to);
      expect(textOfScreen(screen)).toContain(`line ${i}`);
    }
  });

  test('[VIEW3] after 100,000 lines the screen takes at most 64 KB', async () => {
    const session = await log();
    const view = views();
    view.follow('aaaaaaaa', session.outputDirectory);
    const line = (i: number) =>
      `\x1b[32mstep ${i}\x1b[0m loss 0.${i} \x1b[1mlr\x1b[0m 3e-4 ${'.'.repeat(40)}\r\n`;
    const to = await session.write(Array.from({ length: 100_000 }, (_, i) => line(i)).join(''));
    view.advance('aaaaaaaa', to);
    const screen = await view.screen('aaaaaaaa');
    expect(screen.data.length).toBeLessThan(64 * 1024);
    expect(textOfScreen(screen)).toContain('step 99999');
  });

  test('[VIEW4] a query in fresh output is answered once, one in old output never', async () => {
    const session = await log(() => Date.now() - 10_000);
    await session.write('old \x1b[6n');
    const view = views();
    const replies: string[] = [];
    view.on('reply', (_id, from, to, bytes) => replies.push(`${from}-${to} ${Buffer.from(bytes)}`));
    view.follow('aaaaaaaa', session.outputDirectory);
    await view.screen('aaaaaaaa');
    const to = await session.write('new \x1b[6n\x1b]11;?\x07');
    view.advance('aaaaaaaa', to);
    await view.screen('aaaaaaaa');
    expect(replies).toEqual([`8-${to} \x1b[1;9R\x1b]11;rgb:1010/1414/1818\x1b\\`]);
  });

  test('[VIEW5] a resize takes effect at its offset', async () => {
    const session = await log();
    const view = views();
    view.follow('aaaaaaaa', session.outputDirectory);
    await session.write('x'.repeat(150));
    session.writer.resize({ cols: 50, rows: 10, owner: 'phone' });
    const to = await session.write(`\r\n${'y'.repeat(60)}`);
    view.advance('aaaaaaaa', to);
    const screen = await view.screen('aaaaaaaa');
    expect(screen.size).toEqual({ cols: 50, rows: 10, owner: 'phone' });
    expect(textOfScreen(screen).split('\n')).toEqual([
      'x'.repeat(50),
      'x'.repeat(50),
      'x'.repeat(50),
      'y'.repeat(50),
      'y'.repeat(10),
    ]);
  });

  test('[VIEW6] output that hangs the emulator costs its own 16 KiB slice, and the slice is remembered', async () => {
    const [poisoned, neighbour] = [await log(Date.now, largest), await log()];
    const view = views({ limits: { ...defaultWatchdogLimits, sliceCpuMs: 400 } });
    view.follow('poisoned', poisoned.outputDirectory);
    view.follow('fineeeee', neighbour.outputDirectory);
    await neighbour.write('still here');
    await poisoned.write(`${'.'.repeat(sliceBytes - 2)}\r\n`);
    await poisoned.write(hanging);
    const to = await poisoned.write('\r\n\x1b[2Jafterwards');
    view.advance('poisoned', to);
    const screens = await Promise.all([view.screen('poisoned'), view.screen('fineeeee')]);
    expect(textOfScreen(screens[0])).toContain('afterwards');
    expect(textOfScreen(screens[1])).toContain('still here');
    expect(readSkipped(poisoned.outputDirectory)).toEqual([sliceBytes]);
    const size = await view.log('poisoned').size(80);
    const { lines } = await view.log('poisoned').lines(0, size.endLine, 80);
    expect(lines.map(plainLine)).toContain('[16384 bytes of output could not be shown]');
  }, 120_000);

  test('[VIEW13] neighbours go on between one replacement and the next', async () => {
    const [poisoned, neighbour] = [await log(Date.now, largest), await log()];
    const view = views({ limits: { ...defaultWatchdogLimits, sliceCpuMs: 300 } });
    view.follow('poisoned', poisoned.outputDirectory);
    view.follow('fineeeee', neighbour.outputDirectory);
    const told = new Set<number | undefined>();
    view.log('fineeeee').tail({ width: 80, lines: 10 }, () => told.add(view.pid));
    await expect.poll(() => told.size, { timeout: 20_000 }).toBe(1);
    const hung = 3;
    view.advance('poisoned', await poisoned.write(`${hanging.repeat(hung)}\r\nafterwards`));
    let shown = false;
    const size = view.log('poisoned').size(80);
    void size.then(() => {
      shown = true;
    });
    for (let tick = 0; !shown; tick++) {
      view.advance('fineeeee', await neighbour.write(`tick ${tick}\r\n`));
      await delay(20);
    }
    expect(readSkipped(poisoned.outputDirectory)).toHaveLength(hung);
    expect(told.size).toBe(hung + 1);
  }, 120_000);

  test('[VIEW7] a killed view process is replaced, and nothing is skipped for it', async () => {
    const session = await log();
    const view = views();
    view.follow('aaaaaaaa', session.outputDirectory);
    const to = await session.write('before\r\n');
    view.advance('aaaaaaaa', to);
    await view.screen('aaaaaaaa');
    process.kill(view.pid ?? 0, 'SIGKILL');
    const screen = await view.screen('aaaaaaaa');
    expect(textOfScreen(screen)).toContain('before');
    expect(readSkipped(session.outputDirectory)).toEqual([]);
  });

  test('[VIEW8] a session that is not followed is an error, not silence', async () => {
    await expect(views().screen('nobodyyy')).rejects.toThrow('not followed');
  });
});
