// What `serve` and `pair` tell a person about reaching the page and pairing with it. Pure.

import { type Pairing, pairingLink } from '../gateway/access/pairing.ts';
import { hostWithPort } from '../gateway/listen/address.ts';
import { quoted } from '../sessions/program.ts';
import type { Reach, SshTarget } from './reach.ts';
import { clockInWords, timeInWords } from './words.ts';

/** `watches`: the name of the one session that it lets watch, null when it lets everything. */
export type ShownPairing = Pairing & { readonly watches?: string | null };

/** The link to open: by the phone's address if there is one, else this computer's. */
export function linkFor(reach: Reach, pairing: Pairing): string {
  return pairingLink(reach.phone ?? reach.here, pairing.linkCode);
}

/** Where the gateway is, and the lines that bring a phone there. */
export function reachLines(reach: Reach): string[] {
  const { listen, here, phone, morePhones } = reach;
  if (phone !== null && phone === here) return [`Outlive is serving on ${phone}`];
  const first = `Outlive is serving on ${listen.kind === 'unix' ? listen.path : here}`;
  if (phone === null) {
    return [
      first,
      '',
      'To reach it from a phone, one of:',
      ...waysIn(reach).map((line) => `  ${line}`),
    ];
  }
  const more = morePhones.length === 0 ? '' : ` (or ${morePhones.join(', ')})`;
  return [first, `A phone opens ${phone}${more}`];
}

/** What --insecure-http risks. */
export const insecureLines: readonly string[] = [
  '',
  'Warning: without TLS, whoever is on the way reads the tokens and everything that is typed, and can use them.',
  '  → Only where the network between is private. Better: tailscale serve, or --tls-cert and --tls-key.',
];

function waysIn({ listen, tailscale, ssh, here, outlive }: Reach): string[] {
  const name = tailscale === null ? '' : ` for https://${tailscale.name}`;
  const qr = `then "${outlive} pair" prints a QR code${name}`;
  if (listen.kind === 'unix') {
    return [
      ...columns([
        [
          `tailscale serve --bg ${quoted(`unix:${listen.path}`)}`,
          `${qr} (Tailscale 1.94 or later)`,
        ],
        [
          `ssh -L ${quoted(`${new URL(here).port}:${listen.path}`)} ${destination(ssh)}`,
          `then open ${here}`,
        ],
      ]),
      'a web server in front of the socket, and its address as --public-url',
    ];
  }
  const address = hostWithPort(listen.host, listen.port);
  return columns([
    [`tailscale serve --bg ${listen.port}`, qr],
    [`ssh -L ${listen.port}:${address} ${destination(ssh)}`, `then open ${here}`],
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows.map(([left, right]) => left.padEnd(width) + right);
}

function destination({ user, host, port }: SshTarget): string {
  return `${port === 22 ? '' : `-p ${port} `}${quoted(`${user}@${host}`)}`;
}

/** How to pair; `qr` are the lines of the link's QR code, none when no phone could open it. */
export function pairingLines(reach: Reach, pairing: ShownPairing, qr: readonly string[]): string[] {
  const link = linkFor(reach, pairing);
  const code = `or type the code ${pairing.code} on the page`;
  const how = pairing.watches
    ? watchingWords(pairing.watches, new Date(pairing.expiresAt))
    : pairingWords(reach, new Date(pairing.expiresAt));
  return [
    how,
    ...(qr.length === 0 ? [] : ['', ...qr.map((line) => `  ${line}`), '']),
    `  ${link}`,
    pairing.watches ? `${code}, within five minutes.` : `${code}.`,
  ];
}

function pairingWords({ phone }: Reach, expires: Date): string {
  const until = `works once, until ${clockInWords(expires)}`;
  return phone === null
    ? `To pair a browser on this computer, or at the other end of the ssh line, open (${until}):`
    : `To pair a phone, scan this or open the link (${until}):`;
}

function watchingWords(name: string, expires: Date): string {
  return `To watch ${name}, and do nothing else, until ${timeInWords(expires)}, open (works once):`;
}
