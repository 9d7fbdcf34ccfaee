// What tmux makes of the same output: a terminal emulator that is not xterm. One server, driven in
// control mode; every output is written into a window of its own, which is resized at the very
// places in the stream. Knows nothing of what we make of it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Resize } from './derived-lines.ts';

const configuration = `
set -g history-limit 50000
set -g status off
set -s escape-time 0
set -g default-shell /bin/sh
`;

/** tmux answers this when it has taken in all that came before. */
const question = Buffer.from('\x1b[5n');
const answer = '\x1b[0n';
/** The window's terminal is raw before this asks; then it is ours to write to. */
const program = `stty raw -echo; printf '\\\\033[5n'; exec sleep 1000000`;

export const hasTmux = (() => {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
})();

/** History and screen, soft wraps joined. */
export interface TmuxText {
  readonly plain: readonly string[];
  /** The same with SGR sequences. */
  readonly coloured: readonly string[];
}

interface Waiting {
  readonly resolve: (lines: string[]) => void;
  readonly reject: (error: Error) => void;
}

export class Tmux {
  readonly #folder: string;
  readonly #client: ChildProcess;
  readonly #waiting: Waiting[] = [];
  /** The answer at hand, and what its last line will end in. */
  #answer: { readonly end: string; readonly lines: string[] } | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
    const client = spawn(
      'tmux',
      [
        ...['-S', join(folder, 's'), '-f', join(folder, 'conf'), '-C', 'new-session'],
        ...['-x', '100', '-y', '30', 'exec sleep 1000000'],
      ],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, TMUX: '', LANG: 'C.UTF-8', TERM: 'xterm' },
      },
    );
    this.#client = client;
    createInterface({ input: client.stdout }).on('line', (line) => this.#take(line));
    client.once('exit', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('tmux has ended.'));
    });
  }

  static async start(): Promise<Tmux> {
    const folder = await mkdtemp(join(tmpdir(), 'ol-tmux-'));
    await writeFile(join(folder, 'conf'), configuration);
    const tmux = new Tmux(folder);
    // The answer to what it was started with.
    await new Promise((resolve, reject) => tmux.#waiting.push({ resolve, reject }));
    await tmux.#command('refresh-client -f no-output,ignore-size');
    return tmux;
  }

  /** What a window of 100x30 holds after this output, with these resizes on the way. */
  async show(output: Buffer, resizes: readonly Resize[] = []): Promise<TmuxText> {
    const made = await this.#command(`new-window -d -P -F '#{pane_id} #{pane_tty}' "${program}"`);
    const [pane = '', path = ''] = (made[0] ?? '').split(' ');
    await this.#command(`resize-window -t ${pane} -x 100 -y 30`);
    const terminal = openSync(path, constants.O_WRONLY | constants.O_NOCTTY);
    const replies = await open(path, constants.O_RDONLY | constants.O_NOCTTY);
    try {
      await answered(replies);
      let at = 0;
      for (const { offset, size } of resizes) {
        await feed(terminal, replies, output.subarray(at, offset));
        await this.#command(`resize-window -t ${pane} -x ${size.cols} -y ${size.rows}`);
        at = offset;
      }
      await feed(terminal, replies, output.subarray(at));
      const capture = `capture-pane -t ${pane} -p -J -S -`;
      return {
        plain: await this.#command(capture),
        coloured: await this.#command(`${capture} -e`),
      };
    } finally {
      closeSync(terminal);
      await replies.close();
      // Gone already: what failed before says why.
      await this.#command(`kill-window -t ${pane}`).catch(() => {});
    }
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#client.once('exit', resolve));
    this.#client.stdin?.write('kill-server\n');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  #command(words: string): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#client.stdin?.write(`${words}\n`);
    });
  }

  #take(line: string): void {
    if (this.#answer === null) {
      const begin = /^%begin( .*)$/.exec(line)?.[1];
      if (begin !== undefined) this.#answer = { end: begin, lines: [] };
      return;
    }
    const { end, lines } = this.#answer;
    if (line !== `%end${end}` && line !== `%error${end}`) {
      lines.push(line);
      return;
    }
    this.#answer = null;
    const waiting = this.#waiting.shift();
    if (line.startsWith('%end')) waiting?.resolve(lines);
    else waiting?.reject(new Error(lines.join(' ')));
  }
}

/** Returns once tmux has taken it all in. */
async function feed(terminal: number, replies: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += writeSync(terminal, bytes, at);
  writeSync(terminal, question);
  await answered(replies);
}

async function answered(replies: FileHandle): Promise<void> {
  const buffer = Buffer.alloc(4096);
  for (let text = ''; !text.includes(answer); ) {
    const { bytesRead } = await replies.read(buffer, 0, buffer.length);
    if (bytesRead === 0) throw new Error('The window has closed.');
    text = text.slice(-answer.length) + buffer.toString('latin1', 0, bytesRead);
  }
}
