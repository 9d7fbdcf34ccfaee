import { describe, expect, it } from 'vitest';
import { isOwnOrigin } from '../../../server/gateway/access/origin.ts';

const plain = { tls: false, publicUrl: null };
const own = (
  origin: string | undefined,
  host: string | undefined,
  how = plain as typeof plain | { tls: boolean; publicUrl: string },
) => isOwnOrigin({ origin, host }, how);

describe('origin', () => {
  it('[TRUST9] a page of this very host may talk to it', () => {
    expect(own('http://127.0.0.1:7373', '127.0.0.1:7373')).toBe(true);
    expect(own('https://gpu.tail.ts.net', 'gpu.tail.ts.net')).toBe(true);
    expect(own('https://gpu.tail.ts.net', 'GPU.tail.ts.net:443')).toBe(true);
    expect(own('http://[::1]:7373', '[::1]:7373')).toBe(true);
    expect(own(undefined, '127.0.0.1:7373')).toBe(true);
  });

  it('[TRUST9] any other page may not', () => {
    expect(own('http://127.0.0.1:7374', '127.0.0.1:7373')).toBe(false);
    expect(own('http://evil.example', '127.0.0.1:7373')).toBe(false);
    expect(own('null', '127.0.0.1:7373')).toBe(false);
    expect(own('', '')).toBe(false);
    expect(own('http://localhost:7373', '127.0.0.1:7373')).toBe(false);
    expect(own('http://a', undefined)).toBe(false);
    expect(own('ftp://a:7373', 'a:7373')).toBe(false);
    expect(own('http://a:7373', 'a:7373', { tls: true, publicUrl: null })).toBe(false);
  });

  it('[TRUST9] the public address may, whatever the proxy makes of Host', () => {
    const how = { tls: false, publicUrl: 'https://gpu.example' };
    expect(own('https://gpu.example', '127.0.0.1:7373', how)).toBe(true);
    expect(own('http://gpu.example', '127.0.0.1:7373', how)).toBe(false);
  });
});
