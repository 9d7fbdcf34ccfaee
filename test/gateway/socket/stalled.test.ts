// A gateway in a process of its own, and phones that have gone out of reach: attached, and reading
// nothing from the network any more.
import { readFileSync } from 'node:fs';
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import type { SessionSummary } from '../../../server/protocol/session.ts';
import { Gateways } from '../../cli/gateways.ts';
import { outlive } from '../../cli/outlive.ts';
import type { PageSocket } from '../gateways.ts';
import { AttachedPage } from './attached-page.ts';

const viewerCount = 20;
const mostMegabytes = 40;

function memoryOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The WebSocket under a page's connection. */
function wire(socket: PageSocket): { pause(): void; resume(): void } {
  const { transport } = socket.io.engine;
  return (transport as unknown as { ws: { pause(): void; resume(): void } }).ws;
}

test.runIf(process.platform === 'linux')(
  '[GATE35] twenty stalled viewers of a flood cost the gateway less than 40 MB, and one that comes back gets the screen',
  async () => {
    const cli = outlive({ HOME: '/nonexistent' });
    const gateways = new Gateways(cli);
    await gateways.start();
    const token = await gateways.pair();
    await cli.run('new', '-d', '-s', 'flood', 'read x; seq 1 4000000; echo done; read x');
    const [session] = JSON.parse((await cli.run('ls', '--json')).stdout) as SessionSummary[];
    const id = session?.id ?? '';
    const connect = async () => {
      const options = { auth: { token }, transports: ['websocket'], forceNew: true };
      const socket: PageSocket = io(gateways.url, { ...options, reconnection: false });
      onTestFinished(() => void socket.disconnect());
      await new Promise<void>((resolve) => void socket.once('connect', resolve));
      return socket;
    };
    const typist = await connect();
    const sockets = await Promise.all([1, 2, 3, 4, 5].map(connect));
    const pages = [];
    for (let n = 0; n < viewerCount; n++) {
      const socket = sockets[n % sockets.length] as PageSocket;
      pages.push(await AttachedPage.attach(socket, id, { eager: false }));
    }
    for (const socket of sockets) wire(socket).pause();
    const before = memoryOf(gateways.pid);
    const bytes = new TextEncoder().encode('\n');
    await typist.emitWithAck('input', { session: id, source: 'page', seq: 1, bytes });
    let most = 0;
    const lastLine = async () => {
      most = Math.max(most, memoryOf(gateways.pid) - before);
      const listed = await typist.emitWithAck('list:watch');
      return listed.ok ? listed.sessions[0]?.lastLine : null;
    };
    await expect.poll(lastLine, { timeout: 90_000, interval: 50 }).toBe('done');
    expect(most).toBeLessThan(mostMegabytes);

    for (const socket of sockets) wire(socket).resume();
    const [page] = pages;
    if (page === undefined) return;
    page.eager = true;
    page.paint();
    await page.until(() => page.shown.includes('done'));
    expect(page.snapshots.length).toBeGreaterThan(1);
    for (const other of pages.slice(1))
      expect(Buffer.concat(other.parts).length).toBeLessThan(300_000);
  },
  120_000,
);
