// What lines of shell text call that a login's start-up files define: `conda`, `module`, `nvm`, functions
// of the user's own. They do not come with the environment, so a script brings those it calls.
import { basename } from 'node:path';
import { scriptShell } from '../../sessions/script.ts';
import type { LoginAnswer } from './ask-shell.ts';

type Known = Pick<LoginAnswer, 'environment' | 'functions'>;

/** Shell text for the shell that runs the scripts of a user of `shell`; empty when nothing is called. */
export function definitionsFor(
  texts: readonly string[],
  { environment, functions }: Known,
  shell: string,
): string[] {
  const runner = basename(scriptShell(shell));
  const isThere = (name: string): boolean =>
    runner === 'bash' && environment[`BASH_FUNC_${name}%%`] !== undefined;
  const called = calledBy(texts.join('\n'), functions);
  const definitions = [...called]
    .filter((name) => !isThere(name))
    .map((name) => functions.get(name));
  const own = definitions.filter((text) => text !== undefined);
  const modules = callsModules(texts) && !called.has('module') && !isThere('module');
  return [
    // Without it bash does not even read some of them.
    ...(own.length > 0 && runner === 'bash' ? ['shopt -s extglob'] : []),
    ...own,
    ...(own.length > 0 && runner === 'bash' ? ['shopt -u extglob'] : []),
    ...(modules ? [findModules(runner)] : []),
  ];
}

/** The functions whose names stand in a text, and those that they call. */
function calledBy(text: string, functions: ReadonlyMap<string, string>): Set<string> {
  const called = new Set<string>();
  const texts = [text];
  for (let at = 0; at < texts.length; at++) {
    for (const [word] of (texts[at] ?? '').matchAll(/[\w.:+@-]+/g)) {
      const body = functions.get(word);
      // zsh loads some from files when they are called, from places it knows only in a login.
      if (body === undefined || called.has(word) || body.includes('autoload -X')) continue;
      called.add(word);
      texts.push(body);
    }
  }
  return called;
}

function callsModules(texts: readonly string[]): boolean {
  return texts.some((text) => /(^|[\s;&|(])(module|ml)\s/.test(text));
}

/** Where Environment Modules and Lmod define `module`, for users of shells that define it otherwise. */
function findModules(runner: string): string {
  const kind = ['bash', 'zsh', 'ksh'].includes(runner) ? runner : 'sh';
  const files = [
    ...[`"\${MODULESHOME:-/usr/share/modules}/init/${kind}"`],
    ...[`"\${LMOD_PKG:-/usr/share/lmod/lmod}/init/${kind}"`],
    ...['/etc/profile.d/modules.sh', '/etc/profile.d/lmod.sh'],
  ];
  return [
    'if ! command -v module >/dev/null; then',
    `  for file in ${files.join(' ')}; do`,
    '    if [ -r "$file" ]; then . "$file"; break; fi',
    '  done',
    '  unset file',
    'fi',
  ].join('\n');
}
