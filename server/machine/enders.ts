// What ends programs on this machine later, without a word: limits of the process, the shell's own clock,
// the unit and the cluster's job it runs in, cleaners of temporary folders. The doctor and the form tell
// of it before the start. Refuses to end or change anything.
// Sources: getrlimit(2), bash(1) TMOUT, systemd.service(5) RuntimeMaxSec, logind.conf(5)
// StopIdleSessionSec, tmpfiles.d(5), tmpreaper(8), Slurm's pam_slurm_adopt.
import { unitIn } from '../sessions/unit.ts';

/** What is asked of the machine: files' texts and programs' words, null where there are none. */
export interface Asked {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  read(path: string): Promise<string | null>;
  ask(program: string, ...args: string[]): Promise<string | null>;
}

export interface Ender {
  /** What was looked at: `processor time`. */
  readonly check: string;
  /** One sentence. */
  readonly words: string;
  readonly fix: string;
  /** It ends shells that wait for their user, not programs that run. */
  readonly shellsOnly?: true;
}

export async function findEnders(world: Asked, stateDir: string | null): Promise<Ender[]> {
  const limits = (await world.read('/proc/self/limits')) ?? '';
  const found = await Promise.all([
    ...limitEnders(limits),
    shellClock(world),
    unitClock(world),
    idleLogins(world),
    stateDir === null ? null : cleaner(world, stateDir),
    loginNode(world),
  ]);
  return found.filter((ender) => ender !== null);
}

const MiB = 1024 * 1024;
const raise = (word: string) =>
  `ulimit ${word} unlimited   (before starting Outlive; ask who runs this machine where that is refused)`;

/** proc_pid_limits(5): the name, the soft limit, the hard limit, the unit. */
export function limitEnders(limits: string): (Ender | null)[] {
  const soft = (name: string): number | null => {
    const [, digits] = new RegExp(`^Max ${name}\\s+(\\d+)`, 'm').exec(limits) ?? [];
    return digits === undefined ? null : Number(digits);
  };
  const [cpu, file, memory] = [soft('cpu time'), soft('file size'), soft('address space')];
  const data = soft('data size');
  return [
    cpu && {
      check: 'processor time',
      words: `The system kills a program after ${inTime(cpu)} of processor time (ulimit -t).`,
      fix: raise('-t'),
    },
    file && {
      check: 'file size',
      words: `No file may become larger than ${Math.floor(file / MiB)} MiB (ulimit -f): a program that writes more, to a checkpoint for instance, ends there.`,
      fix: raise('-f'),
    },
    memory && {
      check: 'address space',
      words: `A process may reserve only ${Math.floor(memory / MiB)} MiB of memory (ulimit -v): Node and CUDA reserve far more than they use, and end.`,
      fix: raise('-v'),
    },
    data && {
      check: 'data size',
      words: `A process may have only ${Math.floor(data / MiB)} MiB of data (ulimit -d): a program that needs more ends.`,
      fix: raise('-d'),
    },
  ].map((ender) => ender || null);
}

/** Where shells read what ends them when they wait. */
const profiles = [
  '/etc/profile',
  '/etc/bash.bashrc',
  '/etc/bashrc',
  '/etc/zshenv',
  '/etc/zprofile',
];
const own = ['.bashrc', '.bash_profile', '.profile', '.zshrc', '.zshenv'];

async function shellClock({ env, read, ask }: Asked): Promise<Ender | null> {
  const more = ((await ask('ls', '/etc/profile.d')) ?? '').split('\n').filter((name) => name);
  const files = [
    ...profiles,
    ...more.filter((name) => name.endsWith('.sh')).map((name) => `/etc/profile.d/${name}`),
    ...(env.HOME ? own.map((name) => `${env.HOME}/${name}`) : []),
  ];
  const line = /^[^#\n]*\bTMOUT=["']?(\d+)/m;
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await read(file) })));
  const found = texts.flatMap(({ file, text }) => {
    const seconds = Number(line.exec(text ?? '')?.[1] ?? 0);
    return seconds > 0 ? [{ file, seconds }] : [];
  });
  const { file, seconds } = found.at(-1) ?? { file: null, seconds: Number(env.TMOUT ?? 0) };
  if (!(seconds > 0)) return null;
  return {
    check: 'idle shells',
    words: `A shell that waits for ${inTime(seconds)} ends itself (TMOUT${file === null ? '' : `, set in ${file}`}). Programs that run are left alone.`,
    fix: 'unset TMOUT at the end of your own profile; where it is read-only, run "exec env -u TMOUT bash --norc" in the session',
    shellsOnly: true,
  };
}

/** A scope or service that ends after a time, whatever runs in it. */
async function unitClock({ read, ask }: Asked): Promise<Ender | null> {
  const path = unitIn((await read('/proc/self/cgroup')) ?? '') ?? '';
  const units = path.split('/').filter((part) => /\.(scope|service)$/.test(part));
  for (const unit of units) {
    const mode = /^user@\d+\.service$/.test(unit) || !path.includes('/user@') ? [] : ['--user'];
    const limit = await ask('systemctl', ...mode, 'show', '-p', 'RuntimeMaxUSec', '--value', unit);
    if (limit === null || limit === '' || limit === 'infinity' || limit === '0') continue;
    return {
      check: 'unit time',
      words: `systemd ends ${unit}, and all that is started in it, after ${limit} (RuntimeMaxSec).`,
      fix: 'outlive service install after loginctl enable-linger, or ask who runs this machine',
    };
  }
  return null;
}

const manager = ['org.freedesktop.login1', '/org/freedesktop/login1'] as const;

async function idleLogins({ ask }: Asked): Promise<Ender | null> {
  const words = ['get-property', ...manager, `${manager[0]}.Manager`, 'StopIdleSessionUSec'];
  const [, digits] = /^t (\d+)$/.exec((await ask('busctl', ...words)) ?? '') ?? [];
  const seconds = Number(digits ?? 0) / 1e6;
  // Without a limit it is the largest number there is.
  if (seconds <= 0 || seconds > 1e10) return null;
  return {
    check: 'idle logins',
    words: `systemd ends a login that was idle for ${inTime(seconds)} (StopIdleSessionSec), with what was started in it.`,
    fix: 'loginctl enable-linger, then: outlive service install',
  };
}

/** What removes old files where they lie, sockets and scripts of sessions too. */
async function cleaner({ read }: Asked, stateDir: string): Promise<Ender | null> {
  const top = /^\/(?:var\/)?tmp(?=\/|$)/.exec(stateDir)?.[0];
  if (top === undefined) return null;
  const tmpfiles =
    (await read('/etc/tmpfiles.d/tmp.conf')) ?? (await read('/usr/lib/tmpfiles.d/tmp.conf')) ?? '';
  const [, age = '-'] =
    new RegExp(`^[qQdDvV]\\S*\\s+${top}\\s+\\S+\\s+\\S+\\s+\\S+\\s+(\\S+)`, 'm').exec(tmpfiles) ??
    [];
  const others = ['/etc/tmpreaper.conf', '/etc/cron.daily/tmpwatch', '/etc/cron.daily/tmpreaper'];
  const read_ = await Promise.all(others.map((path) => read(path)));
  const other = others.find((_, i) => read_[i] !== null);
  if (age === '-' && other === undefined) return null;
  const who = age === '-' ? other : `systemd-tmpfiles, after ${age}`;
  return {
    check: 'cleaner',
    words: `Files in ${top} that were not used for a while are removed (${who}), those of sessions too: the state directory ${stateDir} lies there.`,
    fix: 'Set OUTLIVE_STATE_DIR to a folder outside of it.',
  };
}

/** Where jobs are to be computed elsewhere, sites end what computes. */
async function loginNode({ env, read, ask }: Asked): Promise<Ender | null> {
  const cgroups = (await read('/proc/self/cgroup')) ?? '';
  const job = env.SLURM_JOB_ID ?? /slurm[^\n]*job_(\d+)/.exec(cgroups)?.[1];
  if (job !== undefined) {
    return {
      check: 'cluster job',
      words: `What is started here ends with Slurm job ${job}.`,
      fix: 'Start Outlive outside of any job, or submit the training itself with sbatch.',
    };
  }
  const nodes = await ask('sinfo', '--noheader', '--Node', '--format=%N');
  const host = (await ask('uname', '-n'))?.split('.')[0] ?? '';
  if (nodes === null || nodes.split('\n').some((node) => node.trim() === host)) return null;
  return {
    check: 'login node',
    words: 'This is a login node of a Slurm cluster: many sites end what computes on one for long.',
    fix: 'Submit training with sbatch, and watch it from here.',
  };
}

/** `15 min`, `2 h`. */
function inTime(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
