// The manual page outlive(1), in the man macros (man(7)) that man-db and mandoc both read.
import { describedOptions, type Listed } from './listing.ts';

export function manualPage(groups: readonly (readonly Listed[])[]): string {
  return [
    `.TH OUTLIVE 1 "" "Outlive ${__OUTLIVE_VERSION__}" "User Commands"`,
    '.SH NAME',
    'outlive \\- terminal sessions that outlive your connection',
    '.SH SYNOPSIS',
    '.B outlive',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    ...paragraphs([
      'Outlive keeps terminal sessions alive on a server. They are reached from a browser, such as the one of a phone, through "outlive serve", and from any terminal with the commands below, which are those of tmux. None of them but pair needs a gateway that runs.',
      'Where a command takes -t, that is the name of a session, the beginning of it if no other begins so, or its id.',
    ]),
    '.SH COMMANDS',
    ...groups.flat().flatMap(command),
    '.SH KEYS',
    ...paragraphs(['In an attached terminal:']),
    ...item('Ctrl+b d', 'detach; the session goes on'),
    ...item('Ctrl+b [', 'show the log in $PAGER, at its end'),
    ...item('Ctrl+b Ctrl+b', 'type Ctrl+b'),
    '.SH EXIT STATUS',
    ...item('0', 'done'),
    ...item('1', 'failed, with one line on standard error that says what to do'),
    ...item('2', 'the words do not fit the command'),
    ...paragraphs(['wait exits as the program did, or with 124 when it gave up waiting.']),
    '.SH ENVIRONMENT',
    ...item(
      'OUTLIVE_STATE_DIR',
      'where everything is kept, else $XDG_STATE_HOME/outlive, else ~/.local/state/outlive',
    ),
    ...item(
      'OUTLIVE_SESSION, OUTLIVE_SESSION_NAME',
      'set inside a session: its id and the name it was started with',
    ),
    ...item('PAGER', 'what Ctrl+b [ shows the log in; less unless set'),
    '.SH SEE ALSO',
    '.BR tmux (1)',
  ].join('\n');
}

function command({ aliases, command }: Listed): string[] {
  const { usage, about } = command;
  return [
    `.SS ${text(usage)}`,
    ...paragraphs([`${sentence(about.summary)}${alsoNamed(aliases)}`]),
    ...describedOptions(command).flatMap(([words, does]) => item(words, does)),
    ...paragraphs(about.more ?? []),
    ...(about.examples ?? []).flatMap(([words, does]) => item(words, does)),
  ];
}

function alsoNamed(aliases: readonly string[]): string {
  return aliases.length === 0 ? '' : ` Also: ${aliases.join(', ')}.`;
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function paragraphs(lines: readonly string[]): string[] {
  return lines.flatMap((line) => ['.PP', text(line)]);
}

function item(words: string, does: string): string[] {
  return ['.TP', `\\fB${text(words)}\\fR`, text(does)];
}

/** As it stands: nothing in it is a macro, and hyphens can be copied from the page. */
function text(plain: string): string {
  const escaped = plain.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
