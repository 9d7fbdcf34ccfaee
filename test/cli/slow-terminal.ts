// A real pty behind a slow link: what is written to it goes through the buffers of a pipe and is
// taken from them at a bounded rate, by a terminal that answers when asked how far it is.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Outlive } from './outlive.ts';

const tickMs = 10;
const question = '\x1b[5n';

export class SlowTerminal {
  /** Bytes that have come through so far. */
  received = 0;
  #recent = '';
  readonly #script: ChildProcess;
  readonly #timer: NodeJS.Timeout;

  constructor({ env, program }: Outlive, words: string, bytesPerSecond: number) {
    const command = `stty cols 80 rows 24; ${program.join(' ')} ${words}`;
    this.#script = spawn('script', ['-qfc', command, '/dev/null'], { env });
    const output = this.#script.stdout as Readable;
    output.pause();
    this.#timer = setInterval(() => {
      const most = Math.ceil((bytesPerSecond * tickMs) / 1000);
      const chunk: Buffer | null = output.read(Math.min(most, output.readableLength) || undefined);
      if (chunk !== null) this.#take(chunk.toString('latin1'));
    }, tickMs);
    onTestFinished(() => this.close());
  }

  /** The end of what has come through. */
  get recent(): string {
    return this.#recent;
  }

  type(text: string): void {
    this.#script.stdin?.write(text);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#script.kill('SIGKILL');
  }

  #take(text: string): void {
    this.received += text.length;
    const before = this.#recent.slice(1 - question.length);
    this.#recent = (this.#recent + text).slice(-4000);
    const asked = (before + text).split(question).length - 1;
    this.type('\x1b[0n'.repeat(asked));
  }
}
