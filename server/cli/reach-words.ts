// What `serve` and `pair` tell a person about reaching the page and pairing with it. Pure.

import { type Pairing, pairingLink } from '../gateway/access/pairing.ts';
import { hostWithPort } from '../gateway/listen/address.ts';
import type { Reach, SshTarget } from './reach.ts';
import { clockInWords } from './words.ts';

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

function waysIn({ listen, tailscale, ssh, here, outlive }: Reach): string[] {
  if (listen.kind === 'unix') {
    return [
      `ssh -L ${new URL(here).port}:${listen.path} ${destination(ssh)}    then open ${here}`,
      'a web server in front of the socket, and its address as --public-url',
    ];
  }
  const address = hostWithPort(listen.host, listen.port);
  const name = tailscale === null ? '' : ` for https://${tailscale.name}`;
  return columns([
    [`tailscale serve --bg ${listen.port}`, `then "${outlive} pair" prints a QR code${name}`],
    [`ssh -L ${listen.port}:${address} ${destination(ssh)}`, `then open ${here}`],
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows.map(([left, right]) => left.padEnd(width) + right);
}

function destination({ user, host, port }: SshTarget): string {
  return `${port === 22 ? '' : `-p ${port} `}${user}@${host}`;
}

/** How to pair; `qr` are the lines of the link's QR code, none when no phone could open it. */
export function pairingLines(reach: Reach, pairing: Pairing, qr: readonly string[]): string[] {
  const link = linkFor(reach, pairing);
  const until = `works once, until ${clockInWords(new Date(pairing.expiresAt))}`;
  const how =
    reach.phone === null
      ? `To pair a browser on this computer, or at the other end of the ssh line, open (${until}):`
      : `To pair a phone, scan this or open the link (${until}):`;
  return [
    how,
    ...(qr.length === 0 ? [] : ['', ...qr.map((line) => `  ${line}`), '']),
    `  ${link}`,
    `or type the code ${pairing.code} on the page.`,
  ];
}
