// The table of commands and their aliases. Each command's code is loaded only when it is called,
// so that `ls` never pays for what `serve` needs.
import type { Command } from './command.ts';

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  pair: async () => (await import('./pair.ts')).pair,
  devices: async () => (await import('./devices.ts')).devices,
  new: async () => (await import('./new.ts')).newSession,
  attach: async () => (await import('./attach.ts')).attach,
  ls: async () => (await import('./ls.ts')).ls,
  'kill-session': async () => (await import('./kill-session.ts')).killSession,
  'has-session': async () => (await import('./has-session.ts')).hasSession,
  'rename-session': async () => (await import('./rename-session.ts')).renameSession,
  rm: async () => (await import('./rm.ts')).rm,
  logs: async () => (await import('./logs.ts')).logs,
  wait: async () => (await import('./wait.ts')).wait,
};

const aliases: Readonly<Record<string, string>> = {
  'new-session': 'new',
  'attach-session': 'attach',
  a: 'attach',
  'list-sessions': 'ls',
  has: 'has-session',
  rename: 'rename-session',
};

/** The command of that name or alias, null when there is none. */
export function findCommand(word: string): (() => Promise<Command>) | null {
  const name = Object.hasOwn(aliases, word) ? aliases[word] : word;
  return name !== undefined && Object.hasOwn(commands, name) ? (commands[name] ?? null) : null;
}
