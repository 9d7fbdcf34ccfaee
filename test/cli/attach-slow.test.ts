import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Confirmations } from '../../server/cli/attach/confirmations.ts';
import { Skim } from '../../server/cli/attach/skim.ts';
import { world } from './real-terminal.ts';
import { SlowTerminal } from './slow-terminal.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasScript)(
  '[WORD11] Ctrl+C stops a flood over a slow link, and little of it is still on the way',
  async () => {
    const cli = world();
    const flood = `trap 'echo stopp''ed; exec sh' INT; yes 'a line of a flood, with numbers: 0123456789'`;
    await cli.run('new', '-d', '-s', 'job', flood);
    const here = new SlowTerminal(cli, 'attach -t job', 128 * 1024);
    await expect.poll(() => here.received, { timeout: 60_000 }).toBeGreaterThan(512 * 1024);
    const before = here.received;
    here.type('\x03');
    await expect.poll(() => here.recent, { timeout: 60_000 }).toContain('stopped');
    // The buffers on the way hold hundreds of kilobytes: without asking they are full.
    expect(here.received - before).toBeLessThan(128 * 1024);
    here.type('\x02d');
    await expect
      .poll(() => here.recent, { timeout: 20_000 })
      .toContain('[detached (from session job)]');
    expect(here.recent).not.toContain('0n');
  },
);

test('[WORD11] the answers of a terminal are no keys, however they are cut', () => {
  const typed: string[] = [];
  const shown: number[] = [];
  const confirmations = new Confirmations((bytes) => typed.push(bytes.toString()));
  for (const n of [1, 2]) confirmations.asked(() => shown.push(n));
  for (const text of ['a\x1b', '[0', 'nb\x1b[', 'A\x1b[0n', '\x1b[0n', '\x1b']) {
    confirmations.read(Buffer.from(text));
  }
  // Only so many answers were asked for: the third is somebody's.
  expect(typed.join('')).toBe('ab\x1b[A\x1b[0n\x1b');
  expect(shown).toEqual([1, 2]);
  expect(confirmations.pending).toBe(false);
  confirmations.close();
});

test('[WORD11] of a flood that is skimmed, modes and questions are kept, cut in two or not', () => {
  const text =
    'x\x1b[?1049hyy\x1b[31mred\x1b[2J\x1b[5;9H\x1b[6n\x1b]2;title\x07z\x1b[?25l\x1b=\x1b(0tail\x1b[?20';
  const skim = new Skim();
  const kept = '\x1b[?1049h\x1b[31m\x1b[6n\x1b]2;title\x07\x1b[?25l\x1b=\x1b(0';
  expect(skim.pass(Buffer.from(text)).toString()).toBe(kept);
  expect(skim.pass(Buffer.from('04hmore')).toString()).toBe('\x1b[?2004h');
  for (let cut = 1; cut < text.length; cut++) {
    const parts = new Skim();
    const both = [text.slice(0, cut), text.slice(cut)].map((part) => parts.pass(Buffer.from(part)));
    expect(Buffer.concat(both).toString()).toBe(kept);
  }
});
