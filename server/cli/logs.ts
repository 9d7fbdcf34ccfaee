// `outlive logs`: what a session printed, as plain lines or as the very bytes, up to now or, with
// -f, until it ends.
import { type OutputReader, openOutputReader } from '../log/reader.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import { Bell } from './bell.ts';
import type { Caller, Command } from './command.ts';
import { lastLinesFrom } from './last-lines.ts';
import { PlainLines } from './plain-lines.ts';
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
    const reader = openOutputReader(entry.outputDir);
    const from = lines === undefined ? 0 : await lastLinesFrom(reader, lines);
    const paint = options.has('raw') ? rawPainter(caller) : plainPainter(caller);
    if (options.has('f')) {
      const bell = new Bell();
      const ended = untilEnded(directory, entry, () => bell.ring());
      await follow(reader, from, paint, bell, ended);
    } else await copy(reader, from, paint);
    await paint.end();
    await reader.close();
    return 0;
  },
};

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
