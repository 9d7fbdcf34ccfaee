// Firefox: WebDriver's commands spoken to the browser itself, which is what geckodriver translates
// them to: JSON over TCP, each message led by its length. Its own documentation calls it Marionette.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Engine, phone } from './engine.ts';
import { connected, freePort, Processes } from './processes.ts';

/** Firefox makes no window narrower than this. */
const narrowestPx = 500;

export async function startFirefox(
  more: Readonly<Record<string, string | number | boolean>> = {},
): Promise<Engine> {
  const processes = new Processes();
  try {
    const port = await freePort();
    const profile = join(processes.home, 'profile');
    mkdirSync(profile);
    const preferences = {
      'marionette.port': port,
      // So a phone's width in CSS pixels fills the narrowest window.
      'layout.css.devPixelsPerPx': String(narrowestPx / phone.width),
      'dom.w3c_touch_events.enabled': 1,
      'datareporting.policy.dataSubmissionEnabled': false,
      'app.update.enabled': false,
      'browser.shell.checkDefaultBrowser': false,
      'ui.systemUsesDarkTheme': 1,
      ...more,
    };
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    processes.start('firefox-esr', ['--headless', '--marionette', '--profile', profile]);
    return await openSession(new Marionette(await connected(port)), processes);
  } catch (error) {
    await processes.close();
    throw error;
  }
}

class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (message: Reply) => void>();
  #received = Buffer.alloc(0);
  #sent = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('error', () => {});
  }

  command<T>(name: string, parameters: object = {}): Promise<T> {
    const number = ++this.#sent;
    const message = Buffer.from(JSON.stringify([0, number, name, parameters]));
    this.#socket.write(Buffer.concat([Buffer.from(`${message.length}:`), message]));
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, ([, , error, result]) => {
        if (error !== null) reject(new Error(`${name}: ${error.error} ${error.message}`));
        else resolve(result as T);
      });
    });
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#received.toString('latin1', 0, colon));
      if (this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.toString('utf8', colon + 1, end));
      this.#received = this.#received.subarray(end);
      // The first message says who is there.
      if (Array.isArray(message)) this.#waiting.get(message[1])?.(message as Reply);
    }
  }
}

type Reply = [
  type: 1,
  number: number,
  error: { error: string; message: string } | null,
  result: unknown,
];

async function openSession(browser: Marionette, processes: Processes): Promise<Engine> {
  const { capabilities } = await browser.command<{ capabilities: { browserVersion: string } }>(
    'WebDriver:NewSession',
    { capabilities: { alwaysMatch: {} } },
  );
  const script = async <T>(body: string, ...args: unknown[]) =>
    (await browser.command<{ value: T }>('WebDriver:ExecuteScript', { script: body, args })).value;
  const resize = (height: number) =>
    browser.command('WebDriver:SetWindowRect', { x: 0, y: 0, width: phone.width, height });
  await resize(phone.height);
  const inner = await script<number>('return innerHeight');
  await resize(phone.height + phone.height - inner);
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    navigate: (url) => browser.command('WebDriver:Navigate', { url }),
    script,
    perform: (actions) => browser.command('WebDriver:PerformActions', { actions }),
    screenshot: async () => {
      const { value } = await browser.command<{ value: string }>('WebDriver:TakeScreenshot', {
        full: false,
      });
      return Buffer.from(value, 'base64');
    },
    close: async () => {
      await browser.command('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => {});
      await processes.close();
    },
  };
}
