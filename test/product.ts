// The built product as its users run it: own state directory, own gateway process, a paired device.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { io, type Socket } from 'socket.io-client';
import { thisMachine } from '../server/identity/machine.ts';
import type { GatewayToPage, PageToGateway } from '../server/protocol/page.ts';
import type { SessionSummary } from '../server/protocol/session.ts';

const run = promisify(execFile);
export const commandLine = fileURLToPath(new URL('../dist/server/cli/main.js', import.meta.url));

export type PageSocket = Socket<GatewayToPage, PageToGateway>;

/** What its processes are put into, and what ends with it. */
export interface Around {
  /** Words in front of each of its command lines. */
  readonly around: readonly string[];
  close(): void;
}

export class Product {
  #around: Around | null = null;
  readonly state = mkdtempSync('/tmp/olb-');
  /** Empty: the profile files of whoever runs this are slow, and not ours to run. */
  readonly home = mkdtempSync('/tmp/olh-');
  /** Another installation's may be put here before anything is started. */
  commandLine = commandLine;
  /** More variables for its processes. */
  environmentMore: NodeJS.ProcessEnv = {};
  /** More words for `serve`. */
  serveOptions: readonly string[] = [];
  #gateway: ChildProcess | null = null;
  #listen = '127.0.0.1:0';
  url = '';
  token = '';

  get environment(): NodeJS.ProcessEnv {
    const own = { HOME: this.home, OUTLIVE_STATE_DIR: this.state };
    return { ...process.env, ...own, ...this.environmentMore };
  }

  get sessionsDirectory(): string {
    return join(this.state, thisMachine().id, 's');
  }

  get gatewayPid(): number {
    return this.#gateway?.pid ?? 0;
  }

  /** Before anything is started. Closed with the product. */
  putInto(around: Around): void {
    this.#around = around;
  }

  async outlive(...args: string[]): Promise<string> {
    return this.outliveUnder([], ...args);
  }

  /** The command, started by way of another program. */
  async outliveUnder(wrapper: readonly string[], ...args: string[]): Promise<string> {
    const [program = '', ...words] = this.#words(wrapper, args);
    return (await run(program, words, { env: this.environment })).stdout;
  }

  #words(wrapper: readonly string[], args: readonly string[]): string[] {
    return [
      ...(this.#around?.around ?? []),
      ...wrapper,
      process.execPath,
      this.commandLine,
      ...args,
    ];
  }

  /** Starts the gateway, at the same address as before. Resolves once it answers. */
  async startGateway(wrapper: readonly string[] = []): Promise<void> {
    const [program = '', ...words] = this.#words(wrapper, [
      ...['serve', '--listen', this.#listen],
      ...this.serveOptions,
    ]);
    const gateway = spawn(program, words, {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#gateway = gateway;
    this.url = await new Promise<string>((resolve, reject) => {
      let text = '';
      gateway.once('exit', (code) => reject(new Error(`the gateway ended with ${code}: ${text}`)));
      gateway.stdout.on('data', (chunk) => {
        text += chunk;
        const match = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
        if (match) resolve(match[0]);
      });
    });
    this.#listen = this.url.slice('http://'.length);
  }

  async stopGateway(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const gateway = this.#gateway;
    if (gateway === null || gateway.exitCode !== null || gateway.signalCode !== null) return;
    gateway.removeAllListeners('exit');
    const gone = new Promise((resolve) => gateway.once('exit', resolve));
    gateway.kill(signal);
    await gone;
  }

  async pair(): Promise<void> {
    const { code } = JSON.parse(await this.outlive('pair', '--json'));
    const response = await fetch(`${this.url}/api/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, device: 'bench' }),
    });
    this.token = ((await response.json()) as { token: string }).token;
  }

  async sessions(): Promise<SessionSummary[]> {
    const headers = { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.url}/api/sessions`, { headers });
    return (await response.json()) as SessionSummary[];
  }

  /** A connected page's socket. */
  async connect(): Promise<PageSocket> {
    const socket: PageSocket = io(this.url, {
      transports: ['websocket'],
      auth: { token: this.token },
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }

  async idOf(name: string): Promise<string> {
    const all = JSON.parse(await this.outlive('ls', '--json')) as SessionSummary[];
    const found = all.find((session) => session.name === name);
    if (found === undefined) throw new Error(`no session ${name}`);
    return found.id;
  }

  hostPid(id: string): number {
    return JSON.parse(readFileSync(join(this.sessionsDirectory, id, 'host.json'), 'utf8')).pid;
  }

  /** Ends everything that was started, and removes the state. */
  async dispose(): Promise<void> {
    const all = JSON.parse(await this.outlive('ls', '--json')) as SessionSummary[];
    const running = all.filter((session) => session.state === 'running');
    await Promise.all(
      running.map(({ name }) => this.outlive('kill-session', '-t', name).catch(() => '')),
    );
    await this.stopGateway();
    this.#around?.close();
    for (const folder of [this.state, this.home]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `work` with a product of its own. */
export async function withProduct<T>(work: (product: Product) => Promise<T>): Promise<T> {
  const product = new Product();
  try {
    return await work(product);
  } finally {
    await product.dispose();
  }
}
