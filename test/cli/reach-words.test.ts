import { describe, expect, test } from 'vitest';
import type { Reach } from '../../server/cli/reach.ts';
import { linkFor, pairingLines, reachLines } from '../../server/cli/reach-words.ts';
import type { Pairing } from '../../server/gateway/access/pairing.ts';

const loopback: Reach = {
  listen: { kind: 'tcp', host: '127.0.0.1', port: 7373 },
  local: true,
  here: 'http://127.0.0.1:7373',
  phone: null,
  morePhones: [],
  tailscale: null,
  ssh: { user: 'ada', host: 'gpu01', port: 22 },
  outlive: 'outlive',
};
const pairing: Pairing = {
  id: 'x',
  linkCode: 'LINKCODE',
  code: '7KQ2-M9XD',
  expiresAt: new Date(2026, 2, 23, 14, 35).getTime(),
};

describe('[CLI15] on loopback, how a phone gets there', () => {
  test('the lines to type, with the real port, user and host', () => {
    const lines = reachLines(loopback);
    expect(lines[0]).toBe('Outlive is serving on http://127.0.0.1:7373');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {2}tailscale serve --bg 7373 {2,}then "outlive pair" prints a QR code$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {2}ssh -L 7373:127\.0\.0\.1:7373 ada@gpu01 {2,}then open http:\/\/127\.0\.0\.1:7373$/,
      ),
    );
  });

  test('[CLI32] a user of a domain and a path with blanks are quoted', () => {
    const listen = { kind: 'unix' as const, path: "/home/ada/it's here/web.sock" };
    const words = reachLines({
      ...loopback,
      listen,
      ssh: { ...loopback.ssh, user: 'LAB\\first.last' },
    }).join('\n');
    expect(words).toContain("'LAB\\first.last@gpu01'");
    expect(words).toContain(`serve --bg 'unix:/home/ada/it'\\''s here/web.sock'`);
    expect(words).toContain(`ssh -L '7373:/home/ada/it'\\''s here/web.sock' `);
  });

  test('another ssh port, an IPv6 loopback, a known tailnet name', () => {
    const lines = reachLines({
      ...loopback,
      listen: { kind: 'tcp', host: '::1', port: 80 },
      ssh: { ...loopback.ssh, port: 2222 },
      tailscale: { name: 'gpu01.tail1234.ts.net', forwarded: null },
    }).join('\n');
    expect(lines).toContain('ssh -L 80:[::1]:80 -p 2222 ada@gpu01');
    expect(lines).toContain('prints a QR code for https://gpu01.tail1234.ts.net');
  });

  test('a unix socket is tunnelled to as well', () => {
    const lines = reachLines({ ...loopback, listen: { kind: 'unix', path: '/run/o.sock' } });
    expect(lines[0]).toBe('Outlive is serving on /run/o.sock');
    expect(lines.join('\n')).toContain('ssh -L 7373:/run/o.sock ada@gpu01');
    expect(lines.join('\n')).toContain('tailscale serve --bg unix:/run/o.sock ');
  });

  test('the pairing link is for a browser on this computer', () => {
    expect(linkFor(loopback, pairing)).toBe('http://127.0.0.1:7373/pair#LINKCODE');
    const lines = pairingLines(loopback, pairing, []);
    expect(lines[0]).toMatch(/^To pair a browser on this computer.*works once, until 14:35\):$/);
    expect(lines).toContain('or type the code 7KQ2-M9XD on the page.');
  });
});

describe('[CLI16] with an address that a phone can open', () => {
  const reach = { ...loopback, phone: 'https://gpu.example', morePhones: ['http://10.0.0.5:7373'] };

  test('it is named, and no way in is explained', () => {
    expect(reachLines(reach)).toEqual([
      'Outlive is serving on http://127.0.0.1:7373',
      'A phone opens https://gpu.example (or http://10.0.0.5:7373)',
    ]);
    expect(reachLines({ ...loopback, phone: loopback.here })).toHaveLength(1);
  });

  test('link and QR code lead there', () => {
    const lines = pairingLines(reach, pairing, ['QR']);
    expect(lines[0]).toMatch(/^To pair a phone, scan this or open the link/);
    expect(lines).toContain('  QR');
    expect(lines).toContain('  https://gpu.example/pair#LINKCODE');
  });
});
