// `outlive send-keys`: types into a session, by tmux's names of keys or as text.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../protocol/failure.ts';
import { maxInputBytes } from '../protocol/host.ts';
import { connectHost } from '../sessions/connect-host.ts';
import { refuseCutLine } from '../sessions/line-limit.ts';
import type { HostLink } from '../sessions/link.ts';
import {
  requireLocal,
  SessionDirectory,
  type SessionEntry,
} from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { type Options, UsageError } from './options.ts';
import { dependsOnModes, type KeyModes, keyBytes } from './send-keys/key-bytes.ts';
import { type Key, parseKey } from './send-keys/key-names.ts';
import { within } from './within.ts';

/** A program that does not read for so long is not going to. */
const patienceMs = 10_000;
/** A host answers at once, whatever its program does. */
const hostAnswersWithinMs = 5000;
const busyMs = 50;
const mostRepeats = 10_000;

export const sendKeys: Command = {
  usage: 'send-keys -t NAME [-H | -l] [-N TIMES] KEY...',
  about: {
    summary: 'type into a session: C-c, Enter, Up, or text',
    options: {
      H: 'Each KEY is the hexadecimal number of a character.',
      l: 'Each KEY is text, whatever it reads like.',
      N: 'Type it all so many times.',
    },
    completes: { t: 'running', operands: 'key' },
    more: [
      'A KEY that is no name of a key is typed as it stands, and nothing between two of them. Names are those of tmux: Up, Down, Left, Right, Home, End, PageUp (PPage, PgUp), PageDown (NPage, PgDn), IC, DC, BSpace, BTab, Enter, Escape, Space, Tab, F1 to F12, KP0 to KP9; with C- or ^ for Ctrl, M- for Alt and S- for Shift before them. It returns when the host has taken it all; a program that does not read for ten seconds is a failure.',
    ],
    examples: [
      ["outlive send-keys -t train 'print(loss)' Enter", 'types a line'],
      ['outlive send-keys -t train C-c', 'interrupts'],
    ],
  },
  syntax: { t: 'value', l: 'nothing', H: 'nothing', N: 'value' },
  operands: [1, Number.POSITIVE_INFINITY],
  async run(options, caller) {
    const target = options.required('t');
    const times = options.wholeNumber('N', 1, mostRepeats) ?? 1;
    const keys = keysOf(options);
    const entry = await new SessionDirectory(openStateDirectory(caller.env)).find(target);
    requireLocal(entry);
    if (entry.state.kind === 'ended') throw new Failure('not-running', entry.spec.name);
    const modes = keys.some((key) => typeof key !== 'string' && dependsOnModes(key))
      ? await modesOf(entry)
      : { applicationCursor: false, applicationKeypad: false };
    const once = Buffer.concat(keys.map((key) => bytesOf(key, modes)));
    await refuseCutLine(entry.dir, once);
    const link = await connectHost(entry.dir, {
      client: 'cli',
      answers: false,
      name: entry.spec.name,
    });
    try {
      await type(link, Buffer.concat(Array.from({ length: times }, () => once)), entry.spec.name);
    } finally {
      link.close();
    }
    return 0;
  },
};

/** Text as strings. Throws UsageError before anything has been done. */
function keysOf(options: Options): (Key | string)[] {
  if (options.has('l')) return [...options.operands];
  if (!options.has('H')) return options.operands.map((word) => parseKey(word) ?? word);
  return options.operands.map((word) => {
    const code = /^[0-9a-f]{1,2}$/i.test(word) ? Number.parseInt(word, 16) : 128;
    if (code > 127) throw new UsageError(`-H takes hexadecimal numbers up to 7f, not "${word}"`);
    return String.fromCharCode(code);
  });
}

function bytesOf(key: Key | string, modes: KeyModes): Buffer {
  if (typeof key === 'string') return Buffer.from(key);
  const bytes = keyBytes(key, modes);
  if (bytes !== null) return bytes;
  throw new UsageError(`no terminal can send Ctrl with "${key.name}"; -l types words as text`);
}

async function modesOf(entry: SessionEntry): Promise<KeyModes> {
  const { withScreenOf } = await import('./screen-now.ts');
  return withScreenOf(entry, ({ keyModes }) => keyModes);
}

/** Throws Failure busy, not-running, host-gone or host-silent. */
async function type(link: HostLink, bytes: Buffer, name: string): Promise<void> {
  const source = randomUUID();
  let seq = 0;
  for (let at = 0; at < bytes.length; at += maxInputBytes) {
    const piece = bytes.subarray(at, at + maxInputBytes);
    const giveUpAt = performance.now() + patienceMs;
    seq++;
    for (;;) {
      const status = await within(hostAnswersWithinMs, link.input(source, seq, piece));
      if (status === null) throw new Failure('host-silent', name);
      if (status === 'accepted') break;
      if (status === 'ended') throw new Failure('not-running', name);
      if (performance.now() > giveUpAt) throw new Failure('busy');
      await delay(busyMs);
    }
  }
}
