// One gateway process after the other at the same address.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type Outlive, untilSaid } from './outlive.ts';

export class Gateways {
  readonly #cli: Outlive;
  #process: ChildProcess | null = null;
  #listen = '127.0.0.1:0';

  constructor(cli: Outlive) {
    this.#cli = cli;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get url(): string {
    return `http://${this.#listen}`;
  }

  async start(): Promise<void> {
    const started = this.#cli.start('serve', '--listen', this.#listen);
    this.#process = started;
    const said = await untilSaid(started.stdout, /http:\/\/127\.0\.0\.1:\d+/);
    this.#listen = /127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
    started.stdout.resume();
  }

  async kill(): Promise<void> {
    const gone = this.#process && once(this.#process, 'exit');
    this.#process?.kill('SIGKILL');
    await gone;
  }

  /** Pairs a device; its token. */
  async pair(): Promise<string> {
    const [node, main] = this.#cli.program;
    const told = execFileSync(node, [main, 'pair', '--json'], { env: this.#cli.env });
    const { code } = JSON.parse(String(told));
    const answer = await fetch(`${this.url}/api/pair`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code, device: 'phone' }),
    });
    return ((await answer.json()) as { token: string }).token;
  }
}
