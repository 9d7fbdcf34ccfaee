// The user this process runs as: home, name, login shell. Right too where the account is not in
// the password file, as in containers with a number for a user.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir, type UserInfo, userInfo } from 'node:os';
import { basename, isAbsolute } from 'node:path';

export interface Account {
  readonly name: string;
  readonly home: string;
  readonly shell: string;
}

export function currentAccount(env: NodeJS.ProcessEnv = process.env): Account {
  const known = passwordEntry();
  return {
    name: known?.username ?? env.USER ?? String(process.getuid?.() ?? ''),
    home: ownHome(env.HOME) ?? (known?.homedir || homeFolder(env) || '/'),
    shell: usableShell(known?.shell) ?? usableShell(env.SHELL) ?? '/bin/sh',
  };
}

/** The shell a caller works with: `$SHELL`, else the account's. */
export function callerShell(env: NodeJS.ProcessEnv): string {
  return usableShell(env.SHELL) ?? currentAccount(env).shell;
}

/** Where the account was given another home than the password file's, as some clusters do. */
function ownHome(home: string | undefined): string | null {
  if (!home || !isAbsolute(home)) return null;
  try {
    const found = statSync(home);
    return found.isDirectory() && found.uid === process.getuid?.() ? home : null;
  } catch {
    return null;
  }
}

/** HOME, else the password file's; null for a user who has neither, as a container's may. */
export function homeFolder(env: NodeJS.ProcessEnv): string | null {
  if (env.HOME) return env.HOME;
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

function passwordEntry(): UserInfo<string> | null {
  try {
    return userInfo();
  } catch {
    return null;
  }
}

/** Accounts that may not log in have a program there that says so and exits. */
function usableShell(shell: string | null | undefined): string | null {
  if (!shell || !isAbsolute(shell) || ['nologin', 'false'].includes(basename(shell))) return null;
  try {
    accessSync(shell, constants.X_OK);
    return shell;
  } catch {
    return null;
  }
}
