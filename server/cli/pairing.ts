// Shows a person how to pair: link, QR code where a phone can open the link, and the typed code.
import type { Caller } from './command.ts';
import type { Reach } from './reach.ts';
import { linkFor, pairingLines, type ShownPairing } from './reach-words.ts';

export async function showPairing(
  reach: Reach,
  pairing: ShownPairing,
  caller: Caller,
): Promise<void> {
  let qr: string[] = [];
  if (reach.phone !== null) {
    const { qrLines } = await import('./qr.ts');
    qr = qrLines(linkFor(reach, pairing), caller.isTerminal);
  }
  for (const line of pairingLines(reach, pairing, qr)) {
    // The code's own lines have colours.
    if (line.includes('\u001b')) await caller.write(Buffer.from(`${line}\n`));
    else caller.print(line);
  }
}
