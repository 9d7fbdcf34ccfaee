// How long a line may be that is typed into a session. While a program reads line by line (canonical mode,
// termios(3)), the kernel keeps 4,095 bytes of a line and drops the rest without a word.

import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, readlinkSync } from 'node:fs';
import { systemPath } from '../identity/system-path.ts';
import { Failure } from '../protocol/failure.ts';
import { readHostRecord } from './session-record.ts';

/** N_TTY_BUF_SIZE in Linux's drivers/tty/n_tty.c, less the end of the line. */
export const maxLineBytes = 4095;
/** What ends a line in that mode: line feed, return (ICRNL), Ctrl+D. */
const lineEnds = new Set([0x0a, 0x0d, 0x04]);
const answersWithinMs = 1000;

/** Throws Failure line-too-long for input that the session's terminal would cut. */
export async function refuseCutLine(sessionDir: string, bytes: Uint8Array): Promise<void> {
  const longest = longestLine(bytes);
  if (longest <= maxLineBytes || !(await readsLines(sessionDir))) return;
  throw new Failure('line-too-long', String(longest));
}

function longestLine(bytes: Uint8Array): number {
  let longest = 0;
  let begin = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && !lineEnds.has(bytes[at] as number)) continue;
    longest = Math.max(longest, at - begin);
    begin = at + 1;
  }
  return longest;
}

/** False where that cannot be known: no /proc, a pane of tmux, a host that is gone. */
async function readsLines(sessionDir: string): Promise<boolean> {
  const terminal = openTerminal(sessionDir);
  if (terminal === null) return false;
  try {
    return /(^|\s)icanon\b/m.test(await modesOf(terminal));
  } finally {
    closeSync(terminal);
  }
}

/** The program's side of the pty, which its host holds open. Through the host's file: another container has other /dev/pts. */
function openTerminal(sessionDir: string): number | null {
  const files = `/proc/${readHostRecord(sessionDir)?.host.pid}/fd`;
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
  try {
    const file = readdirSync(files).find((name) => isPts(`${files}/${name}`));
    return file === undefined ? null : openSync(`${files}/${file}`, O_RDWR | O_NOCTTY | O_NONBLOCK);
  } catch {
    return null;
  }
}

function isPts(link: string): boolean {
  try {
    return /^\/dev\/pts\/\d+$/.test(readlinkSync(link));
  } catch {
    return false; // Closed meanwhile.
  }
}

/** What stty(1) says of a terminal; nothing when it does not answer. */
function modesOf(terminal: number): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const env = { PATH: systemPath, LC_ALL: 'C' };
    const stty = spawn('stty', ['-a'], {
      env,
      stdio: [terminal, 'pipe', 'ignore'],
      timeout: answersWithinMs,
    });
    stty.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    stty.once('error', () => resolve(''));
    stty.once('close', () => resolve(said));
  });
}
