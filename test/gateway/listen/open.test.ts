import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, lchown, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseListen } from '../../../server/gateway/listen/address.ts';
import { openServer } from '../../../server/gateway/listen/open.ts';
import { testFolder } from '../state.ts';
import { selfSigned } from './self-signed.ts';

const plain = { tls: null, insecureHttp: false };

async function listening(text: string, options: Parameters<typeof openServer>[1] = plain) {
  const opened = await openServer(parseListen(text), options);
  opened.server.on('request', (_request, response) => response.end('here'));
  onTestFinished(() => opened.close());
  await opened.listen();
  return opened;
}

async function certificateName(port: number): Promise<string> {
  const socket: TLSSocket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return String(CN);
}

describe('listening', () => {
  it('[GATE1] port 0 is any free one, and closing twice is fine', async () => {
    const opened = await listening('127.0.0.1:0');
    const address = opened.address();
    if (address.kind !== 'tcp') throw new Error('tcp expected');
    expect(address.port).toBeGreaterThan(0);
    expect(await (await fetch(`http://127.0.0.1:${address.port}`)).text()).toBe('here');
    await opened.close();
    await opened.close();
  });

  it('[GATE4] a port in use is told in words', async () => {
    const opened = await listening('127.0.0.1:0');
    const address = opened.address();
    if (address.kind !== 'tcp') throw new Error('tcp expected');
    await expect(listening(`127.0.0.1:${address.port}`)).rejects.toMatchObject({
      code: 'port-in-use',
    });
    const elsewhere = listening('192.0.2.1:0', { ...plain, insecureHttp: true });
    await expect(elsewhere).rejects.toMatchObject({
      code: 'no-such-address',
      message: expect.stringContaining('This machine has no address 192.0.2.1.'),
    });
  });

  it('[GATE71] it closes although a TLS handshake was begun and never finished', async () => {
    const tls = await selfSigned(await testFolder(), 'first');
    const opened = await listening('127.0.0.1:0', { tls, insecureHttp: false });
    const address = opened.address();
    const socket = connect(address.kind === 'tcp' ? address.port : 0, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const gone = once(socket, 'close');
    await opened.close();
    await gone;
  });

  it('[GATE2] others may reach it only with TLS, or when told that it is insecure', async () => {
    await expect(listening('0.0.0.0:0')).rejects.toMatchObject({ code: 'listen-needs-tls' });
    await listening('0.0.0.0:0', { tls: null, insecureHttp: true });
  });

  it('[GATE5] a unix socket is for its owner alone, and replaces a stale one', async () => {
    const path = join(await testFolder(), 'o.sock');
    // A process that is killed leaves its socket behind.
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await promisify(execFile)(process.execPath, ['-e', script]).catch(() => {});
    expect((await stat(path)).isSocket()).toBe(true);
    await listening(`unix:${path}`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const socket = connect(path);
    await once(socket, 'connect');
    socket.destroy();
  });

  it('[GATE5] a unix socket somebody answers at, or a file that is none, is left alone', async () => {
    const folder = await testFolder();
    await listening(`unix:${folder}/o.sock`);
    await expect(listening(`unix:${folder}/o.sock`)).rejects.toMatchObject({ code: 'port-in-use' });
    await writeFile(join(folder, 'notes'), 'mine');
    await expect(listening(`unix:${folder}/notes`)).rejects.toMatchObject({ code: 'not-a-socket' });
    expect((await stat(join(folder, 'notes'))).size).toBe(4);
  });

  it.each([0o777, 0o1777, 0o710, 0o701, 0o750])(
    '[TRUST20] a unix socket in a folder that others can use (%o) is refused, and none is made',
    async (mode) => {
      const folder = join(await testFolder(), 'open');
      await mkdir(folder);
      await chmod(folder, mode);
      await expect(listening(`unix:${folder}/o.sock`)).rejects.toThrow(
        /is open to other users.* mkdir -m 700/,
      );
      await expect(stat(`${folder}/o.sock`)).rejects.toMatchObject({ code: 'ENOENT' });
      await chmod(folder, 0o700);
      await listening(`unix:${folder}/o.sock`);
    },
  );

  it.skipIf(process.geteuid?.() !== 0)(
    "[TRUST20] a unix socket in another user's folder, or behind their link, is refused",
    async () => {
      const root = await testFolder();
      for (const name of ['theirs', 'own']) await mkdir(join(root, name), { mode: 0o700 });
      await chown(join(root, 'theirs'), 65534, 65534);
      await symlink(join(root, 'theirs'), join(root, 'link'));
      // What is theirs is the name alone: they lead it elsewhere when they like.
      await symlink(join(root, 'own'), join(root, 'their-link'));
      await lchown(join(root, 'their-link'), 65534, 65534);
      for (const name of ['theirs', 'link', 'their-link']) {
        await expect(listening(`unix:${root}/${name}/o.sock`)).rejects.toThrow(
          /belongs to (another user|nobody).* mkdir -m 700/,
        );
      }
    },
  );

  it('[TRUST20] a folder that is missing is made for its owner alone; one of two is not', async () => {
    const root = await testFolder();
    const mask = process.umask(0);
    onTestFinished(() => void process.umask(mask));
    await listening(`unix:${root}/made/o.sock`);
    expect((await stat(`${root}/made`)).mode & 0o777).toBe(0o700);
    await expect(listening(`unix:${root}/one/two/o.sock`)).rejects.toMatchObject({
      code: 'no-directory',
    });
    await writeFile(join(root, 'file'), '');
    await expect(listening(`unix:${root}/file/o.sock`)).rejects.toMatchObject({
      code: 'not-a-directory',
    });
  });

  it('[GATE6] a renewed certificate is used without a restart; a broken one is not', async () => {
    const folder = await testFolder();
    const tls = await selfSigned(folder, 'first');
    const renewed = await selfSigned(folder, 'second');
    const opened = await listening('127.0.0.1:0', { tls, insecureHttp: false });
    const address = opened.address();
    if (address.kind !== 'tcp') throw new Error('tcp expected');
    expect(await certificateName(address.port)).toBe('first');
    await writeFile(tls.cert, 'half a file');
    await copyFile(renewed.key, tls.key);
    expect(await certificateName(address.port)).toBe('first');
    await copyFile(renewed.cert, tls.cert);
    await expect.poll(() => certificateName(address.port), { timeout: 10_000 }).toBe('second');
  });

  it('[GATE6] a certificate that cannot be used is told in words', async () => {
    const folder = await testFolder();
    const [one, other] = [await selfSigned(folder, 'one'), await selfSigned(folder, 'other')];
    for (const tls of [
      { cert: `${folder}/none`, key: one.key },
      { cert: one.cert, key: other.key },
    ]) {
      await expect(listening('127.0.0.1:0', { tls, insecureHttp: false })).rejects.toThrow(
        /cannot be used/,
      );
    }
  });
});
