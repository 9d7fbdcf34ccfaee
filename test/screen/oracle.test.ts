import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgainstTmux, comparable, forTmux, fromTmux } from './against-tmux.ts';
import { derivedLines, plain } from './derived-lines.ts';
import { seeded } from './random-output.ts';
import { drawingNames, recording, settlingNames } from './recordings.ts';
import { hasTmux, Tmux } from './tmux.ts';

/** Each is one way to cut, kill and resize; the soak tries 200. */
const seeds = Array.from({ length: process.env.OUTLIVE_SOAK ? 200 : 40 }, (_, i) => i + 1);

/** In tqdm's bars, which go up a line and down again over what a resize has wrapped. */
const mostExplained = (name: string) => seeds.length / (name === 'tqdm' ? 1.6 : 40);

const margin = ['x'.repeat(98), 'x'.repeat(99), 'x'.repeat(100)];
const bar = (name: string, done: number) =>
  `\r${name}: ${done * 10}%|${'#'.repeat(done)}${' '.repeat(10 - done)}|`;
const nested = Array.from({ length: 11 }, (_, n) => `${bar('all', n)}\n${bar('one', n)}\x1b[A`);

/** What is written, and the lines that are to be read, checked by hand. */
const cases: readonly [string, output: string | Buffer, lines: readonly string[]][] = [
  [
    'a progress bar',
    `start\r\n${nested.map((_, n) => bar('all', n)).join('')}\r\nend\r\n`,
    ['start', 'all: 100%|##########|', 'end'],
  ],
  [
    'two bars',
    `start\r\n${nested.join('')}\n\nend\r\n`.replaceAll('\n', '\r\n'),
    ['start', 'all: 100%|##########|', 'one: 100%|##########|', 'end'],
  ],
  ['clear', 'one\r\ntwo\x1b[H\x1b[2J\x1b[3Jthree\r\n', ['one', 'two', 'three']],
  ['ED 2', 'one\r\ntwo\x1b[2J\x1b[Hthree\r\n', ['one', 'two', 'three']],
  ['ED 3', 'one\r\ntwo\x1b[3J\r\nthree\r\n', ['one', 'two', 'three']],
  ['ED 0 from home', 'one\r\ntwo\x1b[H\x1b[Jthree\r\n', ['one', 'two', 'three']],
  [
    'wide characters at the margin',
    `${margin.map((x) => `${x}漢字!`).join('\r\n')}\r\n`,
    margin.map((x) => `${x}漢字!`),
  ],
  [
    'combining marks',
    `${margin.map((x) => `${x}e\u0301o\u0308`).join('\r\n')}\r\n`,
    margin.map((x) => `${x}e\u0301o\u0308`),
  ],
  ['emoji', `${margin.map((x) => `${x}🙂🚀|`).join('\r\n')}\r\n`, margin.map((x) => `${x}🙂🚀|`)],
  ['half of a wide character overwritten', 'a漢字漢\r\x1b[2C!\r\n', ['a !字漢']],
  [
    // A wide character right behind an unfinished one is lost in tmux 3.3.
    'invalid UTF-8',
    Buffer.concat(
      ['é', [0xff], '漢', [0xe6, 0xbc], 'A', [0xf0, 0x9f, 0x99], 'B🙂', [0xc3], '\r\n'].map(
        (part) => Buffer.from(part as string),
      ),
    ),
    ['é\ufffd漢\ufffdA\ufffdB🙂\ufffd'],
  ],
  [
    'the alternate screen',
    'one\r\n\x1b[?1049h\x1b[Hfull\x1b[2Jscreen\x1b[?1049ltwo\r\n',
    ['one', 'two'],
  ],
];

describe.runIf(hasTmux)('the oracle', () => {
  let tmux: Tmux;
  beforeAll(async () => {
    tmux = await Tmux.start();
  });
  afterAll(() => tmux.close());

  test.each(settlingNames)(
    '[TEXT13] %s settles as in tmux, text and colours, for random cuts, kills and resizes',
    async (name) => {
      const against = new AgainstTmux(tmux, recording(name));
      const verdicts: Record<string, number> = {};
      for (const seed of seeds) {
        const { ours, theirs, verdict } = await against.compare(seed, true);
        if (verdict === null) expect(ours, `seed ${seed}`).toEqual(theirs);
        else verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      }
      expect(seeds.length - (verdicts.same ?? 0), JSON.stringify(verdicts)).toBeLessThanOrEqual(
        mostExplained(name),
      );
      expect(against.kills).toBeGreaterThan(seeds.length);
    },
    120_000,
  );

  test.each(cases)('[TEXT13] %s: as checked by hand, and as in tmux', async (_, written, lines) => {
    const output = Buffer.from(written);
    const theirs = fromTmux(await tmux.show(forTmux(output)));
    for (const seed of seeds.slice(0, 5)) {
      const random = seeded(seed);
      const ours = derivedLines(output, { random, mostAtOnce: 1 + (seed % 4), killed: true });
      expect(plain(ours), `seed ${seed}`).toEqual(lines);
      expect(comparable(ours), `seed ${seed}`).toEqual(theirs);
    }
  });

  test.each(drawingNames)(
    '[TEXT13] %s settles as in tmux, text and colours, for random cuts and kills',
    async (name) => {
      const against = new AgainstTmux(tmux, recording(name));
      for (const seed of seeds) {
        const { ours, theirs } = await against.compare(seed, false);
        expect(ours, `seed ${seed}`).toEqual(theirs);
      }
    },
    120_000,
  );
});
