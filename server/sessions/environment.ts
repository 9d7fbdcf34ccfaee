// The variables a session's program starts with. From the command line they are the caller's, from
// the page a fresh login's; what npm, Node and we ourselves put there never leaks in.
import { readFileSync, statSync } from 'node:fs';
import type { SessionId, SessionName } from '../protocol/names.ts';
import { type Account, currentAccount } from './account.ts';
import { hostVariable, sessionVariable } from './table-process.ts';

export type Environment = Readonly<Record<string, string>>;

/** They speak of the terminal the caller sits at, which is not the one the program gets. */
const ofAnotherTerminal = new Set([
  'TMUX',
  'TMUX_PANE',
  'STY',
  'WINDOW',
  'COLUMNS',
  'LINES',
  'WINDOWID',
  'TERMCAP',
  'TERM_PROGRAM',
  'TERM_PROGRAM_VERSION',
  'TERM_SESSION_ID',
  'ITERM_SESSION_ID',
  'KITTY_WINDOW_ID',
  'WT_SESSION',
  'VTE_VERSION',
]);
/** Node's own channel to a child, and what shells set anew. */
const ofTheCaller = new Set([
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  'OLDPWD',
  'SHLVL',
  '_',
]);
const ofNpm = new Set(['NODE', 'INIT_CWD', 'COLOR', 'NODE_ENV']);

/** The caller's environment without what is not meant for a session's program. */
export function callerEnvironment(env: NodeJS.ProcessEnv): Environment {
  const byNpm = env.npm_execpath !== undefined || env.npm_lifecycle_event !== undefined;
  const kept = Object.entries(env).filter(
    ([key, value]) =>
      value !== undefined &&
      !/^(npm_|OUTLIVE_)/.test(key) &&
      !ofAnotherTerminal.has(key) &&
      !ofTheCaller.has(key) &&
      !(byNpm && ofNpm.has(key)),
  ) as [string, string][];
  const clean = Object.fromEntries(kept);
  return byNpm && clean.PATH ? { ...clean, PATH: withoutNpmFolders(clean.PATH) } : clean;
}

/** npm puts the folders of its packages' programs before everything else, its own gyp folder last. */
export function withoutNpmFolders(path: string): string {
  const folders = path.split(':');
  const last = folders.findLastIndex((folder) => folder.endsWith('/node-gyp-bin'));
  const isNpms = (folder: string): boolean => /\/(node_modules\/\.bin|node-gyp-bin)$/.test(folder);
  return folders.filter((folder, i) => !(isNpms(folder) && (last < 0 || i <= last))).join(':');
}

/**
 * What a login gives before any profile file is read. The language and time zone are this
 * process's; everything else is the account's, however the gateway was started.
 */
export function freshLoginEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  account: Account = currentAccount(env),
): Environment {
  const locale = Object.entries(env).filter(
    ([key, value]) => value && (key === 'LANG' || key === 'TZ' || /^LC_[A-Z]+$/.test(key)),
  ) as [string, string][];
  return {
    // Without any, programs would take their output for ASCII, and the page shows UTF-8.
    LANG: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    PATH: loginPath(),
    ...languageOfSystem(),
    ...pairsIn('/etc/environment'),
    ...Object.fromEntries(locale),
    ...folderOfLogin(),
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    SHELL: account.shell,
  };
}

/** Adds what every session's program finds: who it is in, where, and what terminal it has. */
export function sessionEnvironment(
  base: Environment,
  { id, name, cwd }: { id: SessionId; name: SessionName; cwd: string },
): Environment {
  return {
    ...base,
    PWD: cwd,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    [sessionVariable]: id,
    [`${sessionVariable}_NAME`]: name,
  };
}

/** A host's own environment: next to nothing, so that it starts fast and outlives every setting. */
export function hostEnvironment(id: SessionId): Environment {
  return {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    [hostVariable]: id,
    // One may hang in a disk's sync while the other writes; more would only cost memory.
    UV_THREADPOOL_SIZE: '2',
  };
}

function loginPath(): string {
  if (process.platform === 'darwin') return '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
  const isRoot = process.geteuid?.() === 0;
  const key = isRoot ? 'ENV_SUPATH' : 'ENV_PATH';
  // As login(1) and su(1) read login.defs(5).
  const set = new RegExp(`^\\s*${key}\\s+(?:PATH=)?(\\S+)`, 'm').exec(textOf('/etc/login.defs'));
  const sbin = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return set?.[1] ?? (isRoot ? sbin : '/usr/local/bin:/usr/bin:/bin');
}

/** What the system's own settings say; pam_env(8) and profiles put them into logins. */
function languageOfSystem(): Environment {
  const set = { ...pairsIn('/etc/locale.conf'), ...pairsIn('/etc/default/locale') };
  return Object.fromEntries(
    Object.entries(set).filter(([key]) => /^(LANG|LANGUAGE|LC_)/.test(key)),
  );
}

/**
 * The folder that pam_systemd(8) makes for a login, and the user's message bus in it: podman, systemctl
 * --user and others work with them alone. Where the user has no login now, they are not there.
 */
function folderOfLogin(): Environment {
  const uid = process.geteuid?.();
  const folder = `/run/user/${uid}`;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || found.uid !== uid) return {};
  const bus = statSync(`${folder}/bus`, { throwIfNoEntry: false })?.isSocket() === true;
  const address = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus` };
  return { XDG_RUNTIME_DIR: folder, ...(bus ? address : {}) };
}

/** Lines KEY=VALUE, as pam_env(8) reads them: of /etc/environment, on many clusters proxies. */
function pairsIn(file: string): Environment {
  const line =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(?:"([^"\n]*)"|'([^'\n]*)'|(.*?))[ \t\r]*$/gm;
  const found = [...textOf(file).matchAll(line)].map(
    ([, key = '', double, single, bare]) => [key, double ?? single ?? bare ?? ''] as const,
  );
  return Object.fromEntries(found.filter(([key]) => !/^(npm_|OUTLIVE_)/.test(key)));
}

/** Of a file of the system's: root's alone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
