import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type LogLine, parseStyles, plainLine } from '../../server/protocol/log-view.ts';
import { derivedLines } from './derived-lines.ts';
import { looksOf, parseSgrLines, withoutEmptyEnd } from './looks.ts';
import { seeded } from './random-output.ts';
import { recording, settlingNames } from './recordings.ts';
import { Tmux } from './tmux.ts';

const hasTmux = (() => {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
})();

/** Trailing blanks and trailing blank lines are nobody's business. */
function trimmed(lines: readonly string[]): string[] {
  const text = lines.map((line) => line.trimEnd());
  while (text.at(-1) === '') text.pop();
  return text;
}

/** Frames that we count once, tmux keeps as often as they came. */
function repeated(lines: readonly LogLine[]): LogLine[] {
  const all: LogLine[] = [];
  for (const line of lines) {
    if (line.kind !== 'repeat') all.push(line);
    else for (let i = 1; i < line.count; i++) all.push(...all.slice(-line.lines));
  }
  return all;
}

/** tmux 3.3 leaves invalid bytes out; we show that something was there. */
const withoutInvalid = (line: string) => line.replaceAll('\ufffd', '');

/** ED 3 has tmux forget its history; ours keeps what was on the screen. */
function forTmux(output: Buffer): Buffer {
  return Buffer.from(output.toString('latin1').replaceAll('\x1b[3J', ''), 'latin1');
}

const ours = (lines: readonly LogLine[]) =>
  trimmed(repeated(lines).map(plainLine).map(withoutInvalid));

async function inTmux<T>(work: (tmux: Tmux) => Promise<T>): Promise<T> {
  const tmux = await Tmux.start(100, 30);
  try {
    return await work(tmux);
  } finally {
    await tmux.close();
  }
}

describe.runIf(hasTmux)('the oracle', () => {
  test.each(settlingNames)('[TEXT13] %s settles as in tmux, text and colours', async (name) => {
    const output = recording(name);
    await inTmux(async (tmux) => {
      await tmux.feed(forTmux(output));
      const lines = derivedLines(output);
      expect(ours(lines)).toEqual(trimmed((await tmux.lines()).map(withoutInvalid)));
      const looks = repeated(lines).map((line) =>
        line.kind === 'text' ? looksOf(parseStyles(line.text, line.styles)) : [],
      );
      expect(withoutEmptyEnd(looks)).toEqual(
        withoutEmptyEnd(parseSgrLines(await tmux.lines(true)).map(looksOf)),
      );
    });
  });

  test.each(['git-log', 'pytest', 'unicode', 'clear', 'bash'])(
    '[TEXT13] %s settles as in tmux when it is resized on the way',
    async (name) => {
      const output = recording(name);
      for (let seed = 1; seed <= 6; seed++) {
        const random = seeded(seed);
        const resizes = [1, 2, 3]
          .map(() => lineEnd(output, random(output.length)))
          .sort((a, b) => a - b)
          .map((offset) => ({
            offset,
            size: { cols: 60 + random(100), rows: 10 + random(40), owner: '' },
          }));
        const theirs = await inTmux(async (tmux) => {
          let at = 0;
          for (const { offset, size } of resizes) {
            await tmux.feed(forTmux(output.subarray(at, offset)));
            await tmux.resize(size.cols, size.rows);
            at = offset;
          }
          await tmux.feed(forTmux(output.subarray(at)));
          return tmux.lines();
        });
        const detail = `seed ${seed} ${JSON.stringify(resizes)}`;
        expect(ours(derivedLines(output, { resizes })), detail).toEqual(
          trimmed(theirs.map(withoutInvalid)),
        );
      }
    },
    60_000,
  );
});

/** Where the line that holds this offset ends. */
function lineEnd(output: Buffer, offset: number): number {
  const end = output.indexOf('\n', offset);
  return end < 0 ? output.length : end + 1;
}
