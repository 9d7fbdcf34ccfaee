// WebKit: Debian's WebKitWebDriver, which drives the MiniBrowser, on a display of its own.
import { existsSync, readdirSync } from 'node:fs';
import { type Engine, phone } from './engine.ts';
import { connected, freePort, Processes } from './processes.ts';

/** The browser's own bars take this much of its window, which is measured and mended at the start. */
const barsPx = 100;

export async function startWebKit(): Promise<Engine> {
  const processes = new Processes();
  try {
    const display = await startDisplay(processes);
    const port = await freePort();
    processes.start('WebKitWebDriver', [`--port=${port}`], {
      DISPLAY: `:${display}`,
      GDK_BACKEND: 'x11',
      // Sandboxing and hardware drawing need more than a container has.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    });
    (await connected(port)).destroy();
    return await openSession(`http://127.0.0.1:${port}`, processes);
  } catch (error) {
    await processes.close();
    throw error;
  }
}

/** The number of a new display; Xvfb tells it. */
async function startDisplay(processes: Processes): Promise<number> {
  const server = processes.start('Xvfb', [
    ...['-displayfd', '3', '-screen', '0', '800x1000x24', '-nolisten', 'tcp'],
  ]);
  return new Promise((resolve, reject) => {
    server.stdio[3]?.once('data', (number) => resolve(Number(String(number))));
    server.once('exit', () => reject(new Error('Xvfb did not start')));
  });
}

function miniBrowser(): string {
  const libraries = '/usr/lib';
  const found = readdirSync(libraries)
    .flatMap((folder) => ['4.1', '4.0', '6.0'].map((n) => `${libraries}/${folder}/webkit2gtk-${n}`))
    .map((folder) => `${folder}/MiniBrowser`)
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('WebKit has no MiniBrowser here');
  return found;
}

async function openSession(url: string, processes: Processes): Promise<Engine> {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as {
      value: T & { error?: string; message?: string };
    };
    if (!response.ok) throw new Error(`${path}: ${value.error} ${value.message}`);
    return value;
  };
  const options = { binary: miniBrowser(), args: ['--automation'] };
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
  const { sessionId, capabilities: got } = await call<{
    sessionId: string;
    capabilities: { browserVersion: string };
  }>('POST', '/session', { capabilities });
  const session = `/session/${sessionId}`;
  const post = <T>(path: string, body: object = {}) => call<T>('POST', session + path, body);
  const script = <T>(body: string, ...args: unknown[]) =>
    post<T>('/execute/sync', { script: body, args });

  const resize = (height: number) =>
    post('/window/rect', { x: 0, y: 0, width: phone.width, height });
  await resize(phone.height + barsPx);
  const inner = await script<number>('return innerHeight');
  await resize(phone.height + barsPx + phone.height - inner);
  return {
    name: `WebKit ${got.browserVersion}`,
    navigate: (to) => post('/url', { url: to }),
    script,
    perform: (actions) => post('/actions', { actions }),
    screenshot: async () =>
      Buffer.from(await call<string>('GET', `${session}/screenshot`), 'base64'),
    close: async () => {
      await call('DELETE', session).catch(() => {});
      await processes.close();
    },
  };
}
