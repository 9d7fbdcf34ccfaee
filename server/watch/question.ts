// Whether a row that is still being waited at looks like a question to the person at the terminal.

/** The form of questions that programs wait at: the end of the row decides. */
const asking = [
  /[[(](?:y\/n|n\/y|yes\/no|y\/n\/[a-z?/]{1,12}|yes\/no\/\[fingerprint\])(?: ?\[?[yn]?\]?)[\])]\??:? ?$/i,
  /\b(?:password|passphrase|passcode|pin|otp|verification code|token)(?: for [^:]{1,80})?\]?: ?$/i,
  /\b(?:press|hit) (?:any key|\[?enter\]?|\[?return\]?)\b.{0,60}$/i,
  /\b(?:continue|proceed|overwrite|replace|delete|remove|abort|retry|are you sure)\b[^?]{0,80}\? ?(?:[[(][^\])]{1,20}[\])])?:? ?$/i,
  /^(?:enter|type|choose|select|input|username|user name|login|your choice|choice|pick)\b.{0,100}[:>?] ?$/i,
  /^\(?(?:pdb|ipdb|gdb|lldb|rdb|Pdb)\)? ?$/,
  /^wandb: Enter your choice:? ?$/i,
  /^(?:>>>|\.\.\.|In \[\d{1,6}\]:) ?$/,
];
const maxLength = 240;

/** What is asked, null when the row is no question. */
export function questionIn(text: string): string | null {
  const row = text.trimStart().slice(-maxLength);
  return asking.some((pattern) => pattern.test(row)) ? row.trim() : null;
}
