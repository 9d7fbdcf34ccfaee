// The log in $PAGER on the terminal, with its colours, at its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { colouredLine, JoinedLines } from '../../protocol/log-view.ts';
import { settledLines } from '../../screen/settled-lines.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { Caller } from '../command.ts';

/** Not every machine has less. */
const usual = 'if command -v less >/dev/null 2>&1; then exec less; else exec more; fi';

/** Resolves when the pager has been left. `signal` ends it. */
export async function page(
  { outputDir }: SessionEntry,
  { env }: Caller,
  signal: AbortSignal,
): Promise<void> {
  const pager = spawn('/bin/sh', ['-c', env.PAGER || usual], {
    stdio: ['pipe', 'inherit', 'inherit'],
    // Colours as colours, even of a short log, from its end on; the rest is as the user has it.
    env: { ...env, LESS: `${env.LESS ?? ''} -R -+F +G` },
    signal,
  });
  pager.on('error', () => {});
  const closed = once(pager, 'close');
  const log = Readable.from(colouredText(outputDir));
  // The pager may be left before it has read everything.
  await pipeline(log, pager.stdin).catch(() => {});
  await closed.catch(() => {});
}

async function* colouredText(outputDir: string): AsyncGenerator<string> {
  const joined = new JoinedLines(colouredLine);
  for await (const lines of settledLines({ outputDir, last: undefined })) {
    if (lines.length > 0) yield joined.push(lines);
  }
  yield joined.end();
}
