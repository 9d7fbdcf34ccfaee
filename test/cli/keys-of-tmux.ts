// What a real tmux sends for its names of keys, in a pane whose program has asked for nothing or
// for the application's keys.
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

export class TmuxKeys {
  readonly #socket: string;
  readonly #file: string;
  #read = 0;

  private constructor(folder: string) {
    this.#socket = join(folder, 'tmux');
    this.#file = join(folder, 'typed');
  }

  /** `modes`: what the program prints first. */
  static async start(folder: string, modes: string): Promise<TmuxKeys> {
    const keys = new TmuxKeys(folder);
    const program = `stty raw -echo; printf '${modes}ready'; exec cat > ${keys.#file}`;
    const env = { ...process.env, TMUX: undefined };
    await run('tmux', ['-S', keys.#socket, '-f', '/dev/null', 'new-session', '-d', program], {
      env,
    });
    onTestFinished(async () => {
      await run('tmux', ['-S', keys.#socket, 'kill-server']);
    });
    while (!(await keys.#tmux('capture-pane', '-p')).includes('ready'));
    return keys;
  }

  /** The bytes that reached the program. */
  async send(...words: string[]): Promise<string> {
    await this.#tmux('send-keys', ...words);
    // What comes behind it shows that it has come.
    await this.#tmux('send-keys', '-l', '\u001c');
    for (;;) {
      const typed = readFileSync(this.#file).subarray(this.#read);
      if (typed.at(-1) === 0x1c) {
        this.#read = statSync(this.#file).size;
        return typed.toString('latin1', 0, typed.length - 1);
      }
      await new Promise(setImmediate);
    }
  }

  async #tmux(...words: string[]): Promise<string> {
    return (await run('tmux', ['-S', this.#socket, ...words])).stdout;
  }
}
