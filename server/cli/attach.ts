// `outlive attach`: a session on this terminal, with tmux's keys.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { Failure } from '../protocol/failure.ts';
import { colouredLine } from '../protocol/log-view.ts';
import type { ExitRecord } from '../protocol/session.ts';
import {
  requireLocal,
  SessionDirectory,
  type SessionEntry,
} from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import { type AttachEnd, attach as attachTo } from './attach/attachment.ts';
import { Watched } from './attach/watched.ts';
import type { Caller, Command } from './command.ts';
import { parseOptions } from './options.ts';
import { settledLines } from './settled-lines.ts';
import { requireTerminal } from './terminal.ts';

export const attach: Command = {
  usage: 'attach -t NAME [-r]',
  syntax: { t: 'value', r: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    requireTerminal(caller);
    const entry = await new SessionDirectory(openStateDirectory(caller.env)).find(target);
    return attachEntry(entry, caller, { readOnly: options.has('r') });
  },
};

/** Resolves to the exit status once the terminal is the caller's again. */
export async function attachEntry(
  entry: SessionEntry,
  caller: Caller,
  { readOnly }: { readOnly: boolean },
): Promise<number> {
  requireLocal(entry);
  const { name } = entry.spec;
  if (entry.state.kind === 'ended') throw new Failure('not-running', name);
  const watched = await Watched.open(entry);
  try {
    const streams = { input: process.stdin as ReadStream, output: process.stdout as WriteStream };
    const end = await attachTo({ watched, streams, readOnly, page: () => page(entry, caller) });
    return tellEnd(end, name, caller);
  } finally {
    watched.close();
  }
}

/** All that a session said that was over before it could be attached. */
export async function showEnded(entry: SessionEntry, caller: Caller): Promise<number> {
  const { logs } = await import('./logs.ts');
  await logs.run(parseOptions(['-t', entry.id], logs.syntax), caller);
  if (entry.exit === null) throw new Failure('host-gone', entry.spec.name);
  return tellEnd({ kind: 'ended', exit: entry.exit }, entry.spec.name, caller);
}

function tellEnd(end: AttachEnd, name: string, caller: Caller): number {
  switch (end.kind) {
    case 'detached':
      caller.print(`[detached (from session ${name})]`);
      return 0;
    case 'ended':
      caller.print(`[${exitInWords(end.exit)}]`);
      return 0;
    case 'lost':
      throw new Failure('host-gone', name);
    case 'signal':
      return 1;
  }
}

function exitInWords({ exitCode, signal }: ExitRecord): string {
  return signal === null ? `exited ${exitCode}` : `ended by ${signal}`;
}

/** The log in $PAGER, at its end, with its colours. */
async function page({ outputDir }: SessionEntry, { env }: Caller): Promise<void> {
  const pager = spawn('/bin/sh', ['-c', env.PAGER || 'less'], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...env, LESS: `${env.LESS ?? '-R'} +G` },
  });
  const closed = once(pager, 'close');
  const log = Readable.from(colouredText(outputDir));
  // The pager may be left before it has read everything.
  await pipeline(log, pager.stdin).catch(() => {});
  await closed;
}

async function* colouredText(outputDir: string): AsyncGenerator<string> {
  for await (const lines of settledLines({ outputDir, last: undefined })) {
    if (lines.length > 0) yield lines.map((line) => `${colouredLine(line)}\n`).join('');
  }
}
