// The baseline's server as a process, and connections to it.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { io, type Socket } from 'socket.io-client';

export interface BareServer {
  readonly url: string;
  close(): void;
}

const built = fileURLToPath(new URL('../../.build/bench/', import.meta.url));
const serverSource = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
const pageSource = fileURLToPath(new URL('./bare-page.ts', import.meta.url));
const styles = fileURLToPath(
  new URL('../../node_modules/@xterm/xterm/css/xterm.css', import.meta.url),
);

export async function startBareServer(): Promise<BareServer> {
  const common = { bundle: true, logLevel: 'warning' } as const;
  await build({
    ...common,
    entryPoints: [serverSource],
    outfile: `${built}bare-server.mjs`,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  await build({
    ...common,
    entryPoints: { page: pageSource, xterm: styles },
    outdir: `${built}page`,
    minify: true,
  });
  const server = fork(`${built}bare-server.mjs`, [`${built}page`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((resolve) =>
    server.once('message', (value) => resolve(Number(value))),
  );
  return { url: `http://127.0.0.1:${port}`, close: () => void server.kill() };
}

/** `kept`: attach to the one program of this name, and get all it has written. */
export async function connectBare(
  { url }: BareServer,
  argv: readonly string[],
  { kept, output }: { kept?: string; output?: (bytes: Buffer) => void } = {},
): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], auth: { argv, kept }, forceNew: true });
  // From the start: the first output is right behind the connection.
  if (output) socket.on('output', output);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return socket;
}
