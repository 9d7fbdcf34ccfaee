// A test host: a computer whose first process is systemd, with logind and a user who logs in. Owns its
// start and its end; nothing of it is left on this machine. Knows nothing of sessions.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childrenOf } from '../children.ts';

const bootScript = fileURLToPath(new URL('boot.sh', import.meta.url));
const needed = {
  systemd: '/lib/systemd/systemd',
  dbus: '/usr/bin/dbus-daemon',
  'dbus-user-session': '/usr/lib/systemd/user/dbus.socket',
  'libpam-systemd': '/usr/share/pam-configs/systemd',
  polkitd: '/usr/bin/pkcheck',
};

const tryOverlay = `mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir upper work root &&
mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root`;

export interface Said {
  readonly status: number;
  readonly text: string;
}

/** Why there can be no test host here; null when there can. */
export function whyNoTestHost(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may';
  if (cgroupFolder() === null) return 'cgroup2 is not mounted';
  const missing = Object.entries(needed).filter(([, file]) => !existsSync(file));
  if (missing.length > 0)
    return `packages are missing: ${missing.map(([name]) => name).join(', ')}`;
  const kinds = ['--mount', '--uts', '--ipc', '--net', '--cgroup', '--pid', '--fork'];
  const { status } = spawnSync('unshare', [...kinds, 'sh', '-c', tryOverlay]);
  return status === 0 ? null : 'namespaces or mounts are not permitted';
}

export class TestHost {
  readonly #launcher: ChildProcess;
  readonly #cgroup: string;
  #init = 0;

  private constructor(launcher: ChildProcess, cgroup: string) {
    this.#launcher = launcher;
    this.#cgroup = cgroup;
  }

  /** `product`: a built server's folder. Throws, with what was said, where namespaces are not allowed. */
  static async boot(product: string): Promise<TestHost> {
    removeLeft(cgroupFolder() ?? '');
    const cgroup = join(cgroupFolder() ?? '', `outlive-test-${process.pid}-${Date.now() % 1e6}`);
    const words = ['--pdeathsig', 'KILL', 'bash', bootScript, cgroup, product, process.execPath];
    const launcher = spawn('setpriv', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    launcher.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const host = new TestHost(launcher, cgroup);
    try {
      await until('the test host is up', async () => {
        if (launcher.exitCode !== null) throw new Error(`the test host did not come up: ${said}`);
        // What the script runs before systemd comes and goes.
        host.#init = childrenOf(launcher.pid ?? 0)[0] ?? 0;
        return host.#init > 0 && (await host.#isUp());
      });
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  /** As root, outside of any login. */
  root(command: string): Promise<Said> {
    return this.#enter(['bash', '-c', command]);
  }

  /** As the user ada, in a login that ends with the command. */
  login(command: string): Promise<Said> {
    return this.#enter(['su', '-l', 'ada', '-c', command]);
  }

  /** A login that lasts: its input is a shell's. */
  openLogin(): ChildProcess {
    return spawn('nsenter', this.#into(['su', '-l', 'ada', '-c', 'exec bash']), {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  /** Resolves once nobody is logged in any more. */
  async loggedOut(): Promise<void> {
    await until('everybody is logged out', async () => {
      const { text } = await this.root('loginctl list-sessions --no-legend');
      const states = text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => this.root(`loginctl show-session ${line.trim().split(/\s+/)[0]} -p State`));
      return (await Promise.all(states)).every((state) => !/active|online/.test(state.text));
    });
  }

  /** How logins end here: `KillUserProcesses=yes`. A user's manager stops with the last one. */
  async setLogin(setting: string): Promise<void> {
    const file = '/etc/systemd/logind.conf.d/test.conf';
    const text = String.raw`[Login]\nUserStopDelaySec=0\n${setting}\n`;
    await this.root(`printf '${text}' > ${file} && systemctl restart systemd-logind`);
  }

  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#launcher;
    const gone = new Promise((resolve) => this.#launcher.once('exit', resolve));
    if (this.#init > 0) process.kill(this.#init, 'SIGKILL');
    this.#launcher.kill('SIGKILL');
    if (exitCode === null && signalCode === null) await gone;
    await until('its control groups are gone', () => removeTree(this.#cgroup));
  }

  async #isUp(): Promise<boolean> {
    const { text } = await this.root('systemctl is-active systemd-logind dbus');
    return text.trim() === 'active\nactive';
  }

  #enter(words: readonly string[]): Promise<Said> {
    return new Promise((resolve) => {
      const child = execFile('nsenter', this.#into(words), (_, stdout, stderr) =>
        resolve({ status: child.exitCode ?? -1, text: stdout + stderr }),
      );
      child.stdin?.end();
    });
  }

  #into(words: readonly string[]): string[] {
    return ['--target', String(this.#init), '--all', '--', ...words];
  }
}

/** Asks again until it holds; fails, naming `what`, after 60 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await holds()); await delay(30)) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
  }
}

function cgroupFolder(): string | null {
  const mounts = readFileSync('/proc/self/mounts', 'utf8');
  return /^\S+ (\S+) cgroup2 /m.exec(mounts)?.[1] ?? null;
}

/** What a run that was killed could not take away; one that is in use stays, for it is not empty. */
function removeLeft(folder: string): void {
  const left = readdirSync(folder).filter((name) => /^outlive-test-\d+-\d+$/.test(name));
  for (const name of left) {
    const pid = Number(name.split('-')[2]);
    if (!existsSync(`/proc/${pid}`)) removeTree(join(folder, name));
  }
}

/** False while somebody is still in it. */
function removeTree(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !removeTree(join(folder, entry.name))) return false;
    }
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
