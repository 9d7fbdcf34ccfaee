// One control string, whole: which kinds there are, and what a terminal gets of each.
import { bytesOf, latin1, none } from './bytes.ts';

/** The address of a link (OSC 8); longer ones link nothing. */
const maxLinkBytes = 4096;
const [bel, esc, backslash] = [0x07, 0x1b, 0x5c];
export const passthroughPrefix = bytesOf('\x1bPtmux;');

export type Kind = 'osc' | 'dcs' | 'passthrough' | 'apc' | 'ignored' | 'title';

/** What a terminal gets of a complete string. */
export function passed(kind: Kind, string: Uint8Array): Uint8Array {
  switch (kind) {
    case 'osc':
      return isLink(string) && string.length > maxLinkBytes ? bytesOf('\x1b]8;;\x1b\\') : string;
    case 'dcs':
    case 'apc':
      return string;
    case 'title':
      return bytesOf(`\x1b]2;${printable(contentOf(string, 2))}\x1b\\`);
    case 'passthrough':
      return unwrapped(contentOf(string, passthroughPrefix.length));
    case 'ignored':
      return none;
  }
}

/** What is meant for the terminal around tmux is done if it is an OSC: a title, a text for the clipboard. */
function unwrapped(content: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < content.length; at++) {
    if (content[at] === esc && content[at + 1] === esc) at++;
    bytes.push(content[at] as number);
  }
  const inner = Uint8Array.from(bytes);
  const body = contentOf(inner, 2);
  const isOsc = inner[0] === esc && inner[1] === 0x5d && body.length + 2 < inner.length;
  return isOsc && !body.some((byte) => byte < 0x20) ? passed('osc', inner) : none;
}

/** Without the first bytes and the terminator. */
function contentOf(string: Uint8Array, from: number): Uint8Array {
  const last = string.at(-1);
  if (last === backslash && string.at(-2) === esc) return string.subarray(from, -2);
  return string.subarray(from, last === bel ? -1 : string.length);
}

function printable(bytes: Uint8Array): string {
  return latin1(bytes.filter((byte) => byte >= 0x20 && byte !== 0x7f));
}

function isLink(string: Uint8Array): boolean {
  return string[2] === 0x38 && string[3] === 0x3b;
}
