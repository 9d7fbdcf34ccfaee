// The answers that a question names itself: `[y/N]`, `(yes/no)`. Pure.

const [fewest, most] = [2, 4];
/** Of `[y/N/always]`, without the brackets. */
const longest = 32;

/** In the order they are named in; none when the question does not end with them. */
export function answersIn(prompt: string): readonly string[] {
  const close = Math.max(prompt.lastIndexOf(']'), prompt.lastIndexOf(')'));
  const open = prompt.lastIndexOf(prompt[close] === ']' ? '[' : '(', close);
  if (open < 0 || close - open > longest) return [];
  if (/[\p{L}\p{N}]/u.test(prompt.slice(close + 1))) return [];
  const words = prompt.slice(open + 1, close).split('/');
  const named = words.length >= fewest && words.length <= most;
  return named && words.every((word) => /^[A-Za-z]{1,12}$/.test(word)) ? words : [];
}
