import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type NameParts, OwnNames } from '../../../server/gateway/access/own-names.ts';

const nothing = {
  ...{ publicUrl: null, listenHost: null },
  servesName: () => false,
  tailnetName: async () => null,
};
const names = (parts: Partial<NameParts> = {}) => new OwnNames({ ...nothing, ...parts });

describe('the names that a gateway is asked by', () => {
  it.each([
    ...['localhost', 'localhost:7373', 'LOCALHOST:1', 'localhost.:7373', 'a.localhost:7373'],
    ...['127.0.0.1:7373', '[::1]:9', '192.168.1.7', '10.0.0.1:80', '[fd00::1]:7373'],
    ...[hostname(), `${hostname()}:7373`, `${hostname().split('.')[0]}.local`, undefined],
  ])('[TRUST43] %s is its own, at any port', async (host) => {
    expect(await names().has(host)).toBe(true);
  });

  it.each([
    ...['evil.example', 'evil.example:7373', 'localhost.evil.example', '127.0.0.1.evil.example'],
    ...[`${hostname()}.evil.example`, '', ' ', 'localhost@evil.example', 'evil.example/localhost'],
    ...['127.0.0.1:7373:80', 'a b', 'localhost#.evil.example', '$(id).evil.example'],
  ])('[TRUST43] "%s" is not', async (host) => {
    expect(await names().has(host)).toBe(false);
  });

  it('[TRUST43] so are the public address’s, the certificate’s, the tailnet’s and that of --listen', async () => {
    const all = names({
      publicUrl: 'https://gpu.example/user/ada',
      listenHost: 'gpu.lab',
      servesName: (name) => name === 'gpu.certified',
      tailnetName: async () => 'GPU.tail1234.ts.net',
    });
    for (const host of ['gpu.example', 'gpu.lab:1', 'gpu.certified', 'gpu.tail1234.ts.net:443'])
      expect(await all.has(host)).toBe(true);
    expect(await all.has('other.tail1234.ts.net')).toBe(false);
  });

  it('[TRUST43] whoever asks by many names has the system asked once in 10 s', async () => {
    const clock = { now: 0 };
    let asked = 0;
    const tailnetName = async () => {
      asked++;
      return null;
    };
    const own = names({ tailnetName, now: () => clock.now });
    for (let i = 0; i < 100; i++) await own.has(`a${i}.evil.example`);
    expect(asked).toBe(1);
    clock.now += 10_000;
    await own.has('evil.example');
    expect(asked).toBe(2);
  });
});
