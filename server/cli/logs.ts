// `outlive logs`: what a session printed, as the lines that the page shows or as the very bytes, up
// to now or, with -f, until it ends. Followed lines are given out as soon as they are complete.
import { type OutputReader, openOutputReader } from '../log/reader.ts';
import { plainLine } from '../protocol/log-view.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import { Bell } from './bell.ts';
import type { Caller, Command } from './command.ts';
import { lastLinesFrom } from './last-lines.ts';
import { PlainLines } from './plain-lines.ts';
import type { LineRange } from './settled-lines.ts';
import { untilEnded } from './until-ended.ts';

const chunkBytes = 256 * 1024;

export const logs: Command = {
  usage: 'logs -t NAME [-f] [-n LINES] [--raw]',
  syntax: { t: 'value', f: 'nothing', n: 'value', raw: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    const lines = options.wholeNumber('n', 0, 999_999_999);
    const directory = new SessionDirectory(openStateDirectory(caller.env));
    const entry = await directory.find(target);
    if (options.has('raw') || options.has('f')) {
      const painter = options.has('raw') ? rawPainter(caller) : plainPainter(caller);
      const bell = new Bell();
      const ended = options.has('f') ? untilEnded(directory, entry, () => bell.ring()) : null;
      await stream({ outputDir: entry.outputDir, lines, painter, bell, ended });
    } else await printLines({ outputDir: entry.outputDir, last: lines }, caller);
    return 0;
  },
};

/** The log as it is now. */
async function printLines(range: LineRange, caller: Caller): Promise<void> {
  const { settledLines } = await import('./settled-lines.ts');
  for await (const lines of settledLines(range)) {
    const text = lines.map((line) => `${plainLine(line)}\n`).join('');
    if (text !== '') await caller.write(Buffer.from(text));
  }
}

interface StreamParts {
  readonly outputDir: string;
  readonly lines: number | undefined;
  readonly painter: Painter;
  readonly bell: Bell;
  /** The session's end, when it is to be waited for. */
  readonly ended: Promise<unknown> | null;
}

/** The output as it was written, from the last lines on. */
async function stream({ outputDir, lines, painter, bell, ended }: StreamParts): Promise<void> {
  const reader = openOutputReader(outputDir);
  const from = lines === undefined ? 0 : await lastLinesFrom(reader, lines);
  if (ended === null) await copy(reader, from, painter);
  else await follow(reader, from, painter, bell, ended);
  await painter.end();
  await reader.close();
}

interface Painter {
  bytes(bytes: Uint8Array): Promise<void>;
  gap(bytes: number): Promise<void>;
  end(): Promise<void>;
}

/** Everything from `cursor` to what is the end now; resolves to where that is. */
async function copy(reader: OutputReader, cursor: number, paint: Painter): Promise<number> {
  for (let at = cursor; ; ) {
    const result = await reader.read(at, chunkBytes);
    if (result.kind === 'end') return at;
    if (result.kind === 'gap') {
      await paint.gap(result.to - result.from);
      at = result.to;
    } else {
      await paint.bytes(result.bytes);
      at = result.from + result.bytes.length;
    }
  }
}

async function follow(
  reader: OutputReader,
  from: number,
  paint: Painter,
  bell: Bell,
  ended: Promise<unknown>,
): Promise<void> {
  let over = false;
  const end = ended.finally(() => {
    over = true;
    bell.ring();
  });
  end.catch(() => {});
  for (let at = from; ; ) {
    // Looked at before the copy: output that came before the end is then never missed.
    const last = over;
    at = await copy(reader, at, paint);
    if (last) break;
    await bell.next();
  }
  await end;
}

function rawPainter(caller: Caller): Painter {
  return {
    bytes: (bytes) => caller.write(bytes),
    gap: async (bytes) => warnOfGap(caller, bytes),
    end: async () => {},
  };
}

function plainPainter(caller: Caller): Painter {
  const plain = new PlainLines();
  const write = async (lines: readonly string[]) => {
    if (lines.length > 0) await caller.write(Buffer.from(`${lines.join('\n')}\n`));
  };
  return {
    bytes: (bytes) => write(plain.push(bytes)),
    gap: async (bytes) => {
      await write(plain.skip());
      warnOfGap(caller, bytes);
    },
    end: () => write(plain.end()),
  };
}

function warnOfGap(caller: Caller, bytes: number): void {
  caller.warn(
    `outlive: ${bytes} bytes of output are missing here: the log keeps its beginning and its end.`,
  );
}
