// Whether a line that was typed was echoed. What is not (a password) is kept nowhere, so only its
// text, seen in the very place it was typed, counts: whatever the terminal's settings say, over ssh
// and inside of tmux, too. Pure; in doubt the answer is no.

export interface Typed {
  readonly line: string;
  /** What stood before the cursor; blanks at its end may be missing. */
  readonly prompt: string;
  /** The lines that were shown when it was typed. */
  readonly before: readonly string[];
}

/** Words before a field that is for no other eyes, though somebody may show what is typed into it. */
const secretAsked =
  /(?:pass(?:word|phrase|code)|secret|token|\bpin\b|verification code|otp)[^\n]*$/i;

export function asksForSecret(prompt: string): boolean {
  return secretAsked.test(prompt);
}

/** `after`: the lines that are shown now. */
export function wasEchoed({ line, prompt, before }: Typed, after: readonly string[]): boolean {
  const [first = ''] = line.split('\n');
  const typed = first.trim();
  if (typed === '') return false;
  const lead = prompt.trimEnd();
  return count(after, lead, typed) > count(before, lead, typed);
}

/** The lines that are `lead`, then `typed`; what a shell shows at the right edge may follow. */
function count(lines: readonly string[], lead: string, typed: string): number {
  return lines.filter((line) => {
    if (!line.startsWith(lead)) return false;
    const rest = line.slice(lead.length).trim();
    return rest === typed || rest.startsWith(`${typed}  `);
  }).length;
}
