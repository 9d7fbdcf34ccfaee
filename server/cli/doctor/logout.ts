// Whether what is started here lives on when its starter logs out: systemd's settings, the unit this
// shell is in and those of running sessions, a Slurm job around it.
// Sources: logind.conf(5), loginctl(1), systemd.kill(5), cgroups(7), Slurm's pam_slurm_adopt.
import { unitIn } from '../../sessions/unit.ts';
import { broken, type Finding, ok, warning } from './finding.ts';
import { type Lingering, linger } from './lingering.ts';
import type { World } from './world.ts';

const loginManager = ['org.freedesktop.login1', '/org/freedesktop/login1'] as const;

/** A running session: its name, and the unit its host is in. */
export interface HeldName {
  readonly name: string;
  readonly unit: string;
}

export async function examineLogout(
  world: World,
  held: readonly HeldName[] = [],
): Promise<Finding[]> {
  if (world.platform !== 'linux') return [ok('logout', 'Logging out ends nothing on this system.')];
  const [kills, lingering] = await Promise.all([killsUserProcesses(world), linger(world)]);
  const here = unitIn((await world.read('/proc/self/cgroup')) ?? '') ?? '';
  return [
    await slurm(world),
    await unit(world, here, lingering),
    logout(kills, lingering),
    ...sessions(held, kills ?? false, lingering),
  ];
}

/** All of a job's processes go when it ends, those adopted from an ssh login too. */
async function slurm(world: World): Promise<Finding> {
  const cgroups = (await world.read('/proc/self/cgroup')) ?? '';
  const adopted = /slurm[^\n]*job_(\d+)/.exec(cgroups)?.[1];
  const job = world.env.SLURM_JOB_ID ?? adopted;
  if (job === undefined) return ok('slurm', 'This shell is in no Slurm job.');
  return warning('slurm', {
    words: `This shell is part of Slurm job ${job}: whatever is started here ends with that job.`,
    fix: 'Start Outlive on a login node, outside of any job; or submit the training itself with sbatch.',
    endangersSessions: true,
  });
}

/** A unit that stops takes its processes along, unless it says otherwise. */
async function unit(world: World, path: string, lingering: Lingering): Promise<Finding> {
  const name = path
    .split('/')
    .filter((part) => part.endsWith('.service') && !/^user@\d+\.service$/.test(part))
    .at(-1);
  const around = name === undefined ? 'this user’s systemd manager' : `the service ${name}`;
  if (lingering.keeps)
    return ok('unit', 'Sessions started from this shell get a scope of their own.');
  if (isBelowManager(path)) {
    return broken('unit', {
      words: `This shell is part of ${around}, which ends some seconds after your last logout: sessions started here end with it.`,
      fix: lingering.fix,
    });
  }
  if (name === undefined)
    return ok('unit', 'This shell is part of no service that may be stopped.');
  const mode = await world.ask('systemctl', 'show', '-p', 'KillMode', '--value', name);
  if (mode === 'process' || mode === 'none')
    return ok('unit', `This shell is part of ${name}, which lets its processes live on (${mode}).`);
  return warning('unit', {
    words: `This shell is part of ${around}: sessions started here end when it stops.`,
    fix: 'outlive service install, or start it from an ssh login',
    endangersSessions: true,
  });
}

/** `kills`: KillUserProcesses; null without logind. */
function logout(kills: boolean | null, { lingers, keeps, fix }: Lingering): Finding {
  if (kills === null)
    return ok('logout', 'There is no systemd-logind here: logging out ends nothing.');
  if (!kills) return ok('logout', 'Logging out of a login ends nothing (KillUserProcesses=no).');
  if (keeps) {
    return ok(
      'logout',
      'KillUserProcesses=yes, but you linger: sessions get a scope of their own.',
    );
  }
  return broken('logout', {
    words: lingers
      ? 'KillUserProcesses=yes, and your systemd manager, which would keep sessions, does not run.'
      : 'Logging out ends everything you have started (KillUserProcesses=yes), sessions too.',
    fix,
  });
}

/** Where they were put when they were started is where they are: lingering from now on moves none. */
function sessions(held: readonly HeldName[], kills: boolean, { keeps, fix }: Lingering): Finding[] {
  const isDoomed = ({ unit: path }: HeldName): boolean =>
    isBelowManager(path) ? !keeps : kills && /\/session-[^/]+\.scope$/.test(path);
  const doomed = held.filter(isDoomed).map(({ name }) => name);
  if (held.length === 0) return [];
  if (doomed.length === 0) return [ok('sessions', 'Logging out ends none of those that run.')];
  return [
    broken('sessions', {
      words: `Logging out ends ${doomed.join(', ')}: ${keeps ? 'started before you lingered' : 'you do not linger'}.`,
      fix: keeps ? 'outlive service install' : `${fix}, then: outlive service install`,
    }),
  ];
}

function isBelowManager(path: string): boolean {
  return /\/user@\d+\.service\//.test(path);
}

/** Whether a login's end is its processes' too, for this user. Null without logind. */
async function killsUserProcesses(world: World): Promise<boolean | null> {
  const names = ['KillUserProcesses', 'KillOnlyUsers', 'KillExcludeUsers'];
  const said = await world.ask(
    ...(['busctl', 'get-property', ...loginManager] as const),
    ...['org.freedesktop.login1.Manager', ...names],
  );
  if (said !== null) {
    const [kills, only = '', except = ''] = said.split('\n');
    const user = JSON.stringify((await world.ask('id', '-un')) ?? world.env.USER ?? '');
    return kills === 'b true' && !except.includes(user) && (!/"/.test(only) || only.includes(user));
  }
  // No boot by systemd, no logind: sd_booted(3) looks at the same folder.
  if ((await world.ask('test', '-d', '/run/systemd/system')) === null) return null;
  const merged = await world.ask('systemd-analyze', 'cat-config', 'systemd/logind.conf');
  const set = [...(merged ?? '').matchAll(/^\s*KillUserProcesses\s*=\s*(\w+)/gm)].at(-1)?.[1];
  return set !== undefined && /^(yes|true|on|1)$/i.test(set);
}
