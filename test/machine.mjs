// What the tests need of the machine besides Node: a Chromium and a few real programs. Looks for
// them, installs what is missing where it can, and says so. Knows nothing of the tests.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Programs that real sessions run in tests, and the Debian package each comes from. */
const programs = {
  bash: 'bash',
  fish: 'fish',
  gcc: 'gcc libc6-dev',
  git: 'git',
  htop: 'htop',
  less: 'less',
  nginx: 'nginx-light',
  ksh: 'ksh',
  ps: 'procps',
  python3: 'python3',
  script: 'bsdutils',
  strace: 'strace',
  'systemd-analyze': 'systemd',
  tcsh: 'tcsh',
  tmux: 'tmux',
  vim: 'vim',
  zsh: 'zsh',
};

/** What the test host with systemd is made of, which root alone may start, and what has no program. */
const testHostFiles = {
  '/usr/bin/dbus-daemon': 'dbus',
  '/usr/bin/pkcheck': 'polkitd',
  '/usr/lib/systemd/user/dbus.socket': 'dbus-user-session',
  '/usr/share/pam-configs/systemd': 'libpam-systemd',
  // `module`, which sites define in every login.
  '/usr/share/modules/init/bash': 'environment-modules',
};

const systemChromiums = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const systemShell = '/usr/bin/chromium-headless-shell';

export function missingPrograms() {
  const isTestHost = process.platform === 'linux' && process.getuid?.() === 0;
  const files = isTestHost ? Object.keys(testHostFiles) : [];
  return [
    ...Object.keys(programs).filter((name) => !isOnPath(name)),
    ...files.filter((path) => !existsSync(path)),
  ];
}

/** Tests that need what is still missing afterwards skip themselves. */
export function installPrograms(names) {
  console.log(`The tests use ${names.join(', ')}: not found here.`);
  if (!aptInstall(names.flatMap((name) => (programs[name] ?? testHostFiles[name]).split(' ')))) {
    console.log('They could not be installed, so the tests that need them are skipped.');
  }
}

/**
 * Installs what is missing of `programs`, each with its Debian package. False, with a word on what
 * to install, when something is still missing afterwards.
 */
export function requirePrograms(programs) {
  const missing = () => Object.keys(programs).filter((name) => !isOnPath(name));
  const packages = missing().map((name) => programs[name]);
  if (packages.length > 0) aptInstall([...new Set(packages)]);
  const left = missing();
  if (left.length > 0) {
    const wanted = left.map((name) => programs[name]).join(' ');
    console.log(`${left.join(', ')} not found. On Debian: apt-get install ${wanted}`);
  }
  return left.length === 0;
}

/**
 * The path of a Chromium: $CHROMIUM_PATH, Playwright's own, the system's, else a fresh install.
 * Empty when there is none: the browser tests then fail and say so.
 */
export function findChromium() {
  const found = [process.env.CHROMIUM_PATH, ...playwrightChromiums(), ...systemChromiums].find(
    isProgram,
  );
  if (found) {
    console.log(`\nChromium: ${found}`);
    return found;
  }
  console.log('\nNo Chromium was found: installing one for the browser tests.');
  if (!aptInstall(['chromium', 'fonts-dejavu-core'])) {
    console.log('Downloading the one that Playwright offers.');
    spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
  }
  const installed = [...playwrightChromiums(), ...systemChromiums].find(isProgram) ?? '';
  console.log(installed ? `Chromium: ${installed}` : 'No Chromium could be installed.');
  return installed;
}

/**
 * The path of Chromium without its windows, which does a third less than the whole one for the same
 * pages: $CHROMIUM_SHELL_PATH, the system's, else a fresh install beside the system's Chromium, both
 * of one version. Empty where there is none.
 */
export function findChromiumShell() {
  const found = () => [process.env.CHROMIUM_SHELL_PATH, systemShell].find(isProgram) ?? '';
  if (found() === '' && isProgram('/usr/bin/chromium'))
    aptInstall(['chromium', 'chromium-headless-shell']);
  return found();
}

function playwrightChromiums() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache/ms-playwright');
  if (!existsSync(cache)) return [];
  const folders = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
  return folders
    .sort()
    .reverse()
    .flatMap((name) => [
      join(cache, name, 'chrome-linux64/chrome'),
      join(cache, name, 'chrome-linux/chrome'),
      join(cache, name, 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'),
    ]);
}

/** True when the packages are installed: as root, or by a sudo that asks for no password. */
function aptInstall(packages) {
  if (!isOnPath('apt-get')) return false;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return false;
  const apt = (...args) => {
    const command = ['apt-get', '-q', ...args];
    console.log(`$ ${command.join(' ')}`);
    const [program, ...rest] = isRoot ? command : ['sudo', '-n', ...command];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  };
  // A stale or partly unreachable list may still hold what is needed, so a failed update is no end.
  apt('update');
  return apt('install', '-y', '--no-remove', '--no-install-recommends', ...packages);
}

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)));
}

function isProgram(path) {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
