// What tmux makes of the same output: a terminal emulator that is not xterm. Each one is a server
// of its own, which ends with `close`.
import { execFile } from 'node:child_process';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const configuration = `
set -g history-limit 50000
set -g status off
set -s escape-time 0
set -g default-shell /bin/sh
`;

export class Tmux {
  readonly #folder: string;
  readonly #fifo: FileHandle;
  #marks = 0;

  private constructor(folder: string, fifo: FileHandle) {
    this.#folder = folder;
    this.#fifo = fifo;
  }

  static async start(cols: number, rows: number): Promise<Tmux> {
    const folder = await mkdtemp(join(tmpdir(), 'ol-tmux-'));
    const fifo = join(folder, 'in');
    await run('mkfifo', [fifo]);
    await writeFile(join(folder, 'conf'), configuration);
    const program = `stty raw -echo; exec cat '${fifo}'`;
    const size = ['-x', String(cols), '-y', String(rows)];
    const start = [
      '-S',
      join(folder, 's'),
      '-f',
      join(folder, 'conf'),
      'new-session',
      '-d',
      ...size,
      program,
    ];
    await run('tmux', start, { env: { ...process.env, TMUX: '', LANG: 'C.UTF-8' } });
    return new Tmux(folder, await open(fifo, 'r+'));
  }

  /** Returns once tmux has taken it all in. */
  async feed(bytes: Uint8Array): Promise<void> {
    const mark = `mark-${++this.#marks}`;
    await this.#fifo.writeFile(bytes);
    await this.#fifo.writeFile(`\x1b]2;${mark}\x1b\\`);
    while ((await this.#command('display-message', '-p', '#{pane_title}')).trim() !== mark)
      await wait(5);
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.#command('resize-window', '-x', String(cols), '-y', String(rows));
  }

  /** History and screen, soft wraps joined; `coloured` with SGR sequences. */
  async lines(coloured = false): Promise<string[]> {
    const colours = coloured ? ['-e'] : [];
    const text = await this.#command('capture-pane', '-p', '-J', ...colours, '-S', '-');
    return text.replace(/\n$/, '').split('\n');
  }

  async close(): Promise<void> {
    await this.#command('kill-server').catch(() => {});
    await this.#fifo.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #command(...words: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-S', join(this.#folder, 's'), ...words], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }
}
