// Shows a person how to pair: link, QR code where a phone can open the link, and the typed code.
import type { Pairing } from '../gateway/access/pairing.ts';
import type { Caller } from './command.ts';
import type { Reach } from './reach.ts';
import { linkFor, pairingLines } from './reach-words.ts';

export async function showPairing(reach: Reach, pairing: Pairing, caller: Caller): Promise<void> {
  let qr: string[] = [];
  if (reach.phone !== null) {
    const { qrLines } = await import('./qr.ts');
    qr = qrLines(linkFor(reach, pairing), caller.isTerminal);
  }
  for (const line of pairingLines(reach, pairing, qr)) caller.print(line);
}
