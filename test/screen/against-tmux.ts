// One recording's settled lines beside tmux's, for one variation of cuts, kills and resizes; and the
// explanation of a difference: which of tmux's decisions makes our text the same as tmux's.

import { ControlStrings } from '../../server/protocol/control-strings.ts';
import { type LogLine, parseStyles, plainLine } from '../../server/protocol/log-view.ts';
import type { Core } from '../../server/screen/terminal/core.ts';
import { coloured, derivedLines, type Resize } from './derived-lines.ts';
import { looksOf, parseSgrLines, withoutEmptyEnd } from './looks.ts';
import { seeded } from './random-output.ts';
import type { Tmux, TmuxText } from './tmux.ts';
import { lineFeedsJoin, resizesAsTmux } from './tmux-ways.ts';

/** Lines as two emulators can agree on them: text without blanks at its end, and how each character looks. */
interface Comparable {
  readonly text: readonly string[];
  readonly looks: readonly string[][];
}

const explanations: readonly [name: string, ...ways: ((core: Core) => void)[]][] = [
  ['line feed in a wrapped line', lineFeedsJoin],
  ['place after a resize', resizesAsTmux],
  ['both', lineFeedsJoin, resizesAsTmux],
];

/** Of one recording: tmux's answers are kept as long as the resizes are the same. */
export class AgainstTmux {
  readonly #tmux: Tmux;
  readonly #output: Buffer;
  #unresized: Comparable | null = null;
  /** How often what is compared went on from a checkpoint. */
  kills = 0;

  constructor(tmux: Tmux, output: Buffer) {
    this.#tmux = tmux;
    this.#output = output;
  }

  /** What explains the difference; `same` when there is none, null when nothing does. */
  async compare(
    seed: number,
    resizing: boolean,
  ): Promise<{ ours: Comparable; theirs: Comparable; verdict: string | null }> {
    const output = this.#output;
    const random = seeded(seed);
    const resizes = resizing ? randomResizes(random, output) : [];
    const mostAtOnce = Math.ceil(output.length / 10);
    const onKilled = () => {
      this.kills++;
    };
    const lines = derivedLines(output, { resizes, random, mostAtOnce, killed: true, onKilled });
    const [ours, theirs] = [comparable(lines), await this.#theirs(resizes)];
    const verdict = same(ours, theirs) ? 'same' : await this.#explain(lines, resizes, theirs);
    return { ours, theirs, verdict };
  }

  async #explain(
    lines: readonly LogLine[],
    resizes: readonly Resize[],
    theirs: Comparable,
  ): Promise<string | null> {
    const output = this.#output;
    // What is explained is the text of the bytes; that cuts and kills changed nothing is not left open.
    const whole = coloured(derivedLines(output, { resizes })).join('\n');
    if (coloured(lines).join('\n') !== whole) return null;
    for (const [name, ...ways] of explanations) {
      const prepare = (core: Core) => {
        for (const way of ways) way(core);
      };
      if (same(comparable(derivedLines(output, { resizes, prepare })), theirs)) return name;
    }
    const without = withoutAlternate(output, resizes);
    if (without === null) return null;
    const shown = fromTmux(await this.#tmux.show(forTmux(without.output), inTmux(without)));
    return same(comparable(lines), shown) ? 'rows of the alternate screen in the history' : null;
  }

  async #theirs(resizes: readonly Resize[]): Promise<Comparable> {
    const output = this.#output;
    if (resizes.length === 0 && this.#unresized !== null) return this.#unresized;
    const theirs = fromTmux(await this.#tmux.show(forTmux(output), inTmux({ output, resizes })));
    if (resizes.length === 0) this.#unresized = theirs;
    return theirs;
  }
}

export function comparable(lines: readonly LogLine[]): Comparable {
  const all = repeated(lines);
  const looks = all.map((line) =>
    line.kind === 'text' ? looksOf(parseStyles(line.text, line.styles)) : [],
  );
  return { text: trimmed(all.map(plainLine)), looks: withoutEmptyEnd(looks) };
}

export function fromTmux({ plain, coloured }: TmuxText): Comparable {
  return { text: trimmed(plain), looks: withoutEmptyEnd(parseSgrLines(coloured).map(looksOf)) };
}

/** ED 3 has tmux forget its history; ours keeps what was on the screen. */
export function forTmux(output: Buffer): Buffer {
  return Buffer.from(output.toString('latin1').replaceAll('\x1b[3J', ''), 'latin1');
}

function same(one: Comparable, other: Comparable): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** At any offsets, in the middle of a sequence too; a third of the seeds has none. */
function randomResizes(random: (below: number) => number, output: Buffer): Resize[] {
  return Array.from({ length: random(4) }, () => random(output.length))
    .sort((a, b) => a - b)
    .map((offset) => ({
      offset,
      size: { cols: 20 + random(120), rows: 5 + random(40), owner: '' },
    }));
}

interface Resized {
  readonly output: Buffer;
  readonly resizes: readonly Resize[];
}

/** tmux is asked whether it has come so far, which an unfinished sequence would swallow: it is resized before one. */
function inTmux({ output, resizes }: Resized): Resize[] {
  return resizes.map(({ offset, size }) => {
    const strings = new ControlStrings();
    strings.push(output.subarray(0, offset));
    const before = output.subarray(0, offset - strings.heldBytes);
    return { offset: forTmux(before).length, size };
  });
}

/**
 * tmux 3.3 wraps the alternate screen anew when that is left at another width (later versions do
 * not), and what then is beyond the screen is history. So nothing that was drawn there may show in
 * what is ours: it is tmux's text of the same output without it. Null without a resize in one.
 */
function withoutAlternate(output: Buffer, resizes: readonly Resize[]): Resized | null {
  const start = output.indexOf('\x1b[?1049h');
  const end = output.indexOf('\x1b[?1049l', start);
  const within = resizes.filter(({ offset }) => offset > start && offset <= end);
  const last = within.at(-1);
  if (start < 0 || end < 0 || last === undefined) return null;
  const shorter = Buffer.concat([output.subarray(0, start), output.subarray(end + 8)]);
  const moved = resizes
    .filter((resize) => resize === last || !within.includes(resize))
    .map(({ offset, size }) => {
      if (offset <= start) return { offset, size };
      return { offset: Math.max(start, offset - (end + 8 - start)), size };
    });
  return { output: shorter, resizes: moved };
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

/** Trailing blanks and trailing blank lines are nobody's business. tmux 3.3 leaves invalid bytes out. */
function trimmed(lines: readonly string[]): string[] {
  const text = lines.map((line) => line.replaceAll('\ufffd', '').trimEnd());
  while (text.at(-1) === '') text.pop();
  return text;
}
