// The table of commands and their aliases. Each command's code is loaded only when it is called,
// so that `ls` never pays for what `serve` needs.
import type { Command } from './command.ts';

type Load = () => Promise<Command>;

/** By what they are about, in the order in which people read of them. */
const groups: readonly Readonly<Record<string, Load>>[] = [
  {
    serve: async () => (await import('./serve.ts')).serve,
    pair: async () => (await import('./pair.ts')).pair,
    devices: async () => (await import('./devices.ts')).devices,
    doctor: async () => (await import('./doctor.ts')).doctor,
    service: async () => (await import('./service.ts')).service,
  },
  {
    new: async () => (await import('./new.ts')).newSession,
    attach: async () => (await import('./attach.ts')).attach,
    ls: async () => (await import('./ls.ts')).ls,
    'send-keys': async () => (await import('./send-keys.ts')).sendKeys,
    'capture-pane': async () => (await import('./capture-pane.ts')).capturePane,
    logs: async () => (await import('./logs.ts')).logs,
    wait: async () => (await import('./wait.ts')).wait,
    'wait-gpu': async () => (await import('./wait-gpu.ts')).waitGpu,
    'has-session': async () => (await import('./has-session.ts')).hasSession,
    'rename-session': async () => (await import('./rename-session.ts')).renameSession,
    'kill-session': async () => (await import('./kill-session.ts')).killSession,
    rm: async () => (await import('./rm.ts')).rm,
    metrics: async () => (await import('./metrics.ts')).metrics,
    inspect: async () => (await import('./inspect.ts')).inspect,
  },
  {
    adopt: async () => (await import('./adopt.ts')).adopt,
  },
  {
    completion: async () => (await import('./completion.ts')).completion,
  },
];

const commands: Readonly<Record<string, Load>> = Object.assign({}, ...groups);

const aliases: Readonly<Record<string, string>> = {
  'new-session': 'new',
  'attach-session': 'attach',
  a: 'attach',
  'list-sessions': 'ls',
  send: 'send-keys',
  capturep: 'capture-pane',
  has: 'has-session',
  rename: 'rename-session',
};

/** The names of all commands, in groups. */
export const commandGroups: readonly (readonly string[])[] = groups.map(Object.keys);

/** Every word that `findCommand` knows. */
export const commandWords: readonly string[] = [...Object.keys(commands), ...Object.keys(aliases)];

/** The other names of a command. */
export function aliasesOf(name: string): string[] {
  return Object.keys(aliases).filter((alias) => aliases[alias] === name);
}

/** The command of that name or alias, null when there is none. */
export function findCommand(word: string): Load | null {
  const name = Object.hasOwn(aliases, word) ? aliases[word] : word;
  return name !== undefined && Object.hasOwn(commands, name) ? (commands[name] ?? null) : null;
}
