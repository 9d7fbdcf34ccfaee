// The log in $PAGER on the terminal, with its colours, at its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { colouredLine } from '../../protocol/log-view.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { Caller } from '../command.ts';
import { settledLines } from '../settled-lines.ts';

/** Resolves when the pager has been left. */
export async function page({ outputDir }: SessionEntry, { env }: Caller): Promise<void> {
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
