// A real gateway that is killed again and again, a real program, and the page's own connection and
// queue of input, which know nothing of a browser but its socket.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { createLink } from '../../../client/connection/link.ts';
import { greet } from '../../../client/connection/proof.ts';
import type { OpenSocket } from '../../../client/connection/socket.ts';
import { typingInto } from '../../../client/session/typing/typing.ts';
import type { SessionSummary } from '../../../server/protocol/session.ts';
import { Gateways } from '../../cli/gateways.ts';
import { outlive } from '../../cli/outlive.ts';

const lineCount = 200;
const linesAKill = 40;

/** As client/connection/socket.ts does, which leaves the address to the browser. */
const socketTo =
  (url: () => string): OpenSocket =>
  (token, events) => {
    const options = {
      auth: { token },
      query: { ...greet(token).greeting },
      transports: ['websocket'],
      timeout: 5000,
    };
    const socket = io(url(), { ...options, reconnection: false, forceNew: true });
    socket.on('connect', () => events.connected());
    socket.on('disconnect', () => events.lost());
    socket.on('connect_error', () => events.lost());
    return {
      send: (event, args, answer) =>
        void (answer ? socket.emit(event, ...args, answer) : socket.emit(event, ...args)),
      close: () => void socket.close(),
    };
  };

test('[STREAM5] of 200 lines typed while the gateway is killed again and again, the program gets each once, in order', async () => {
  const cli = outlive({ HOME: '/nonexistent' });
  const gateways = new Gateways(cli);
  await gateways.start();
  const token = await gateways.pair();
  const got = join(cli.stateDir, 'got');
  await cli.run('new', '-d', '-s', 'reader', `stty -echo; cat > ${got}`);
  const [session] = JSON.parse((await cli.run('ls', '--json')).stdout) as SessionSummary[];
  const link = createLink({
    openSocket: socketTo(() => gateways.url),
    token: () => token,
    why: async () => ({ ok: true }),
    refused: (message) => expect.unreachable(message),
    now: Date.now,
  });
  onTestFinished(() => link.close());
  link.open();
  const typing = typingInto({ link, session: session?.id ?? '' });
  const lines = () => (existsSync(got) ? readFileSync(got, 'utf8').split('\n').slice(0, -1) : []);
  const patience = { timeout: 60_000, interval: 20 };

  for (let n = 1; n <= lineCount; n++) {
    typing.line(`line ${n}`);
    if (n % linesAKill !== 0) {
      // Some lines are under way together, some one by one.
      if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    await gateways.kill();
    await gateways.start();
    // Something got through before the next kill, not necessarily everything.
    await expect.poll(() => lines().length, patience).toBeGreaterThan(n - linesAKill);
  }
  // What was too old to be sent by itself is sent by the person.
  await expect
    .poll(() => {
      if (typing.queue.unsent.value.length > 0) typing.queue.resend();
      return lines().length;
    }, patience)
    .toBeGreaterThanOrEqual(lineCount);
  await cli.run('kill-session', '-t', 'reader');
  expect(lines()).toEqual(Array.from({ length: lineCount }, (_, n) => `line ${n + 1}`));
}, 180_000);
