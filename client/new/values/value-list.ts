// What was typed as a placeholder's value: one, or several with commas between. Quotes keep a comma
// that belongs to a value: `"0,1", "2,3"` are two.

/** Blanks around values are dropped, and so are empty ones. */
export function valuesIn(text: string): readonly string[] {
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      values.push(value);
      value = '';
    } else value += character;
  }
  return [...values, value].map((one) => one.trim()).filter((one) => one !== '');
}

/** Every combination of one value each, the first name's values changing slowest. */
export function combinations(
  lists: readonly (readonly [name: string, values: readonly string[]])[],
): readonly Readonly<Record<string, string>>[] {
  return lists.reduce<readonly Readonly<Record<string, string>>[]>(
    (made, [name, values]) =>
      values.length === 0
        ? made
        : made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}
