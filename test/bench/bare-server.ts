// The baseline: what an hour with express, socket.io and node-pty gives. A pty a connection, its
// output emitted as it comes, keystrokes written as they come; nothing kept, nobody asked.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { spawn } from 'node-pty';
import { Server } from 'socket.io';

const http = createServer(express());
const server = new Server(http, { transports: ['websocket'] });

server.on('connection', (socket) => {
  const [file = 'sh', ...args] = socket.handshake.auth.argv as string[];
  const pty = spawn(file, args, { cols: 100, rows: 30, encoding: null });
  pty.onData((bytes) => socket.emit('output', bytes));
  socket.on('input', (bytes: Buffer) => pty.write(bytes));
  socket.on('disconnect', () => pty.kill('SIGKILL'));
});

http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
