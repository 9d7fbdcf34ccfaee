// The baseline's page: xterm.js, and whatever comes written into it. Runs in a browser.
import { Terminal } from '@xterm/xterm';
import { io } from 'socket.io-client';

const argv = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const terminal = new Terminal({ cols: 100, rows: 30, scrollback: 1000 });
terminal.open(document.body);
const socket = io({ transports: ['websocket'], auth: { argv } });
socket.on('output', (bytes: ArrayBuffer) => terminal.write(new Uint8Array(bytes)));
terminal.onData((text) => socket.emit('input', new TextEncoder().encode(text)));
Object.assign(window, {
  send: (text: string) => socket.emit('input', new TextEncoder().encode(text)),
});
