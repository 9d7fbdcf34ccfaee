// What a program asks to put on the clipboard (OSC 52). Output is hostile: it never reads the
// clipboard, and writes it only if the person agrees to what is shown. Pure.

/** In characters of base64. */
const longest = 100_000;

/** The text, null for anything that is not a request to write the clipboard. */
export function copyRequest(data: string): string | null {
  const [, where, encoded] = /^([a-z0-9]*);([A-Za-z0-9+/]+={0,2})$/.exec(data) ?? [];
  if (where === undefined || encoded === undefined || encoded.length > longest) return null;
  // No name means what the terminal likes best, as tmux sends it; a phone has but one.
  if (where !== '' && !where.includes('c')) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text === '' ? null : text;
  } catch {
    return null;
  }
}
