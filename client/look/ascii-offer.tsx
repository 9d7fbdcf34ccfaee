// Offers a text with the signs that a shell reads, where a keyboard or a paper has put others: one tap.
import { asciiSigns } from './ascii-signs.ts';

export function AsciiOffer({ text, onTake }: { text: string; onTake: (plain: string) => void }) {
  const plain = asciiSigns(text);
  if (plain === null) return null;
  return (
    <button type="button" class="chip ascii-offer" onClick={() => onTake(plain)}>
      Use plain quotes and hyphens
    </button>
  );
}
