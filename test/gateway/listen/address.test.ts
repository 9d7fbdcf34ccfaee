import { describe, expect, it } from 'vitest';
import { formatListen, isLocal, parseListen } from '../../../server/gateway/listen/address.ts';
import { pageUrls, parsePublicUrl } from '../../../server/gateway/listen/urls.ts';

describe('where to listen', () => {
  it.each(['127.0.0.1:7373', '[::1]:7373', 'localhost:80', '0.0.0.0:0', 'unix:/run/o.sock'])(
    '[GATE1] %s is understood',
    (text) => {
      expect(formatListen(parseListen(text))).toBe(text);
    },
  );

  it.each([
    '',
    '7373',
    '127.0.0.1',
    ':7373',
    '1.2.3.4:65536',
    '::1:7373',
    '[1.2.3.4]:1',
    'a b:1',
    'unix:',
    'unix:run/o',
    '[::1]',
    'http://a:1',
  ])('[GATE1] "%s" is refused in words', (text) => {
    expect(() => parseListen(text)).toThrow(/cannot listen on/);
  });

  it('[GATE1] a socket path longer than the system takes is refused, not cut', () => {
    expect(() => parseListen(`unix:/${'x'.repeat(103)}`)).toThrow(/103 bytes/);
    expect(parseListen(`unix:/${'x'.repeat(102)}`).kind).toBe('unix');
  });

  it('[GATE2] loopback and unix sockets are local, everything else is not', () => {
    const local = (text: string) => isLocal(parseListen(text));
    for (const text of ['127.0.0.1:1', '127.9.9.9:1', '[::1]:1', 'localhost:1', 'unix:/a']) {
      expect(local(text), text).toBe(true);
    }
    for (const text of ['0.0.0.0:1', '[::]:1', '10.0.0.1:1', '127.example:1', 'gpu01:1']) {
      expect(local(text), text).toBe(false);
    }
  });

  it('[GATE3] the addresses of the page, the public one first', () => {
    const urls = (text: string, tls = false, publicUrl: string | null = null) =>
      pageUrls(parseListen(text), { tls, publicUrl, basePath: '' });
    expect(urls('127.0.0.1:7373')).toEqual(['http://127.0.0.1:7373']);
    expect(urls('[::1]:7373', true)).toEqual(['https://[::1]:7373']);
    expect(urls('unix:/a')).toEqual([]);
    expect(urls('unix:/a', false, 'https://gpu.example')).toEqual(['https://gpu.example']);
    expect(urls('0.0.0.0:7').at(-1)).toBe('http://127.0.0.1:7');
    expect(urls('0.0.0.0:7')).not.toContain('http://0.0.0.0:7');
  });

  it('[GATE3] a public address is an origin and perhaps a path', () => {
    expect(parsePublicUrl('https://gpu.example/')).toBe('https://gpu.example');
    expect(parsePublicUrl('https://hub/user/a/')).toBe('https://hub/user/a');
    for (const text of ['gpu.example', 'ftp://a', 'https://u:p@a', 'https://a?x', 'https://a/#x']) {
      expect(() => parsePublicUrl(text), text).toThrow(/public address/);
    }
  });
});
