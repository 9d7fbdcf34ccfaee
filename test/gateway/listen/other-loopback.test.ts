// `localhost` is two addresses, and a gateway has both.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces, userInfo } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseListen } from '../../../server/gateway/listen/address.ts';
import { openServer } from '../../../server/gateway/listen/open.ts';
import { readTcpTable } from '../../../server/machine/tcp-table.ts';

async function open(text: string) {
  const opened = await openServer(parseListen(text), { tls: null, insecureHttp: true });
  opened.server.on('request', (_request, response) => response.end('here'));
  onTestFinished(() => opened.close());
  return opened;
}

/** Somebody else's listener; its port. */
async function stranger(host: string, port = 0): Promise<number> {
  const server = createServer().listen(port, host);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1');

describe.skipIf(!hasIPv6)('the other loopback address', () => {
  it.each(['127.0.0.1', '[::1]', 'localhost', '0.0.0.0'])(
    '[GATE70] %s answers at both, and gives both back',
    async (host) => {
      const opened = await open(`${host}:0`);
      await opened.listen();
      const { port } = opened.address() as { port: number };
      for (const name of ['127.0.0.1', '[::1]'])
        expect(await (await fetch(`http://${name}:${port}`)).text()).toBe('here');
      for (const name of ['127.0.0.1', '::1'])
        await expect(stranger(name, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await opened.close();
      for (const name of ['127.0.0.1', '::1']) expect(await stranger(name, port)).toBe(port);
    },
  );

  it('[GATE70] where somebody has the other one it refuses, says who, and keeps neither', async () => {
    const port = await stranger('::1');
    const opened = await open(`127.0.0.1:${port}`);
    const { username } = userInfo();
    await expect(opened.listen()).rejects.toMatchObject({
      code: 'loopback-taken',
      message: expect.stringContaining(
        `[::1]:${port} is in use by ${username} (process ${process.pid}, `,
      ),
    });
    expect(await stranger('127.0.0.1', port)).toBe(port);
  });

  it('[GATE70] any free port is one that is free at both', async () => {
    const opened = await open('127.0.0.1:0');
    const { server } = opened;
    const listen = server.listen.bind(server);
    const first = await stranger('::1');
    let asked = 0;
    server.listen = ((options: object, done: () => void) =>
      listen(asked++ === 0 ? { ...options, port: first } : options, done)) as never;
    await opened.listen();
    const { port } = opened.address() as { port: number };
    expect(port).not.toBe(first);
    expect(await (await fetch(`http://[::1]:${port}`)).text()).toBe('here');
  });

  it.skipIf(process.getuid?.() !== 0)('[GATE70] of another user it names the user', async () => {
    const program = `require('net').createServer().listen(0, '::1', function () { console.log(this.address().port); })`;
    const other = spawn(process.execPath, ['-e', program], {
      uid: 65534,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void other.kill());
    const [said] = (await once(other.stdout, 'data')) as [Buffer];
    const opened = await open(`127.0.0.1:${String(said).trim()}`);
    const name = execFileSync('id', ['-un', '65534'], { encoding: 'utf8' }).trim();
    await expect(opened.listen()).rejects.toThrow(`is in use by ${name} (process ${other.pid}, `);
  });
});

describe('the table of sockets', () => {
  it.each(['127.0.0.1', '::1'])(
    '[TRUST42] both ends of a connection to %s, and whose they are',
    async (host) => {
      const server = createServer().listen(0, host);
      onTestFinished(() => void server.close());
      await once(server, 'listening').catch(() => {});
      const { port } = server.address() as AddressInfo;
      const { connect } = await import('node:net');
      const socket = connect(port, host);
      onTestFinished(() => void socket.destroy());
      const [peer] = (await once(server, 'connection')) as [{ remotePort: number }];
      const [row] = (await readTcpTable()).at(peer.remotePort);
      expect(row).toMatchObject({
        local: { address: host, port: peer.remotePort },
        remote: { address: host, port },
        ...{ uid: process.getuid?.(), isListening: false },
      });
    },
  );
});
