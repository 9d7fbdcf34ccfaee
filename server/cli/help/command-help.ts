// `outlive help COMMAND`: all there is to know of one command, as plain text for 80 columns.
import { describedOptions, type Listed } from './listing.ts';

const columns = 78;

export function commandHelp({ name, aliases, command }: Listed): string {
  const { usage, about } = command;
  const options = describedOptions(command);
  const width = Math.max(0, ...options.map(([words]) => words.length));
  const also = aliases.length === 0 ? [] : [`Also: ${aliases.join(', ')}`];
  const examples = (about.examples ?? []).flatMap(([words, does]) => [
    `  ${words}`,
    `      ${does}`,
  ]);
  const parts = [
    `usage: outlive ${usage}`,
    wrap(`${name}: ${about.summary}.`, 0),
    options
      .map(([words, does]) => `  ${words.padEnd(width)}  ${wrap(does, width + 4)}`.trimEnd())
      .join('\n'),
    ...(about.more ?? []).map((paragraph) => wrap(paragraph, 0)),
    also.join('\n'),
    examples.join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Breaks at blanks; further lines begin at column `indent`, where the first one stands already. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && indent + line.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
