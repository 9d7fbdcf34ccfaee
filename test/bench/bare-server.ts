// The baseline: what an hour with express, socket.io and node-pty gives. A pty a connection, its
// output emitted as it comes, keystrokes written as they come; nothing kept, nobody asked. A program
// with a name is shared, as others do it: all it wrote is kept in memory and sent to whoever comes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type IPty, spawn } from 'node-pty';
import { Server } from 'socket.io';

const app = express();
app.get('/', (_request, response) => {
  response
    .type('html')
    .send('<!doctype html><link rel=stylesheet href=xterm.css><body><script src=page.js></script>');
});
app.use(express.static(process.argv[2] ?? ''));
const http = createServer(app);
const server = new Server(http, { transports: ['websocket'] });
const kept = new Map<string, { readonly pty: IPty; readonly written: Buffer[] }>();

function start(argv: readonly string[]): IPty {
  const [file = 'sh', ...args] = argv;
  return spawn(file, args, { cols: 100, rows: 30, encoding: null });
}

/** The program of this name, started when it is first asked for. */
function shared(name: string, argv: readonly string[]) {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = { pty: start(argv), written: [] as Buffer[] };
  made.pty.onData((bytes) => made.written.push(bytes as unknown as Buffer));
  kept.set(name, made);
  return made;
}

server.on('connection', (socket) => {
  const { argv, kept: name } = socket.handshake.auth as { argv: string[]; kept?: string };
  const common = name === undefined ? null : shared(name, argv);
  if (common !== null) socket.emit('output', Buffer.concat(common.written));
  const pty = common?.pty ?? start(argv);
  const ends = pty.onData((bytes) => socket.emit('output', bytes));
  socket.on('input', (bytes: Buffer) => pty.write(bytes));
  socket.on('disconnect', () => {
    ends.dispose();
    if (common === null) pty.kill('SIGKILL');
  });
});
process.on('SIGTERM', () => {
  for (const { pty } of kept.values()) pty.kill('SIGKILL');
  process.exit();
});

http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
