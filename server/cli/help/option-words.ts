// How an option reads: `-s NAME`, `--timeout SECONDS`. The value's name is taken from the usage line.

/** `takesValue`: a value follows it. */
export function optionsInUse(option: string, takesValue: boolean, usage: string): string {
  const dashed = option.length === 1 ? `-${option}` : `--${option}`;
  if (!takesValue) return dashed;
  const [, value = 'VALUE'] = new RegExp(`(?:^|[[ ])${dashed} ([^\\] |]+)`).exec(usage) ?? [];
  return `${dashed} ${value}`;
}
