// Whether what is started here lives on when its starter logs out: systemd's settings, the unit this
// shell is in, a Slurm job around it.
// Sources: logind.conf(5), loginctl(1), systemd.kill(5), cgroups(7), Slurm's pam_slurm_adopt.
import { broken, type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

const loginManager = ['org.freedesktop.login1', '/org/freedesktop/login1'] as const;

export async function examineLogout(world: World): Promise<Finding[]> {
  if (world.platform !== 'linux') return [ok('logout', 'Logging out ends nothing on this system.')];
  return [await slurm(world), await unit(world), await logind(world)];
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
async function unit(world: World): Promise<Finding> {
  const cgroups = (await world.read('/proc/self/cgroup')) ?? '';
  const path = /^0::(.*)$/m.exec(cgroups)?.[1] ?? /:name=systemd:(.*)$/m.exec(cgroups)?.[1] ?? '';
  const name = path
    .split('/')
    .filter((part) => part.endsWith('.service') && !/^user@\d+\.service$/.test(part))
    .at(-1);
  if (name === undefined || name === 'outlive.service')
    return ok('unit', 'This shell is part of no service that may be stopped.');
  const bus = path.includes('/user@') ? ['--user'] : [];
  const mode = await world.ask('systemctl', ...bus, 'show', '-p', 'KillMode', '--value', name);
  if (mode === 'process' || mode === 'none')
    return ok('unit', `This shell is part of ${name}, which lets its processes live on (${mode}).`);
  return warning('unit', {
    words: `This shell is part of the service ${name}: sessions started here end when it stops.`,
    fix: 'outlive service install, or start it from an ssh login',
    endangersSessions: true,
  });
}

async function logind(world: World): Promise<Finding> {
  const kills = await killsUserProcesses(world);
  if (kills === null)
    return ok('logout', 'There is no systemd-logind here: logging out ends nothing.');
  if (!kills) return ok('logout', 'Logging out ends nothing (KillUserProcesses=no).');
  if (await lingers(world)) {
    return ok(
      'logout',
      'KillUserProcesses=yes, but you linger: sessions get a scope of their own.',
    );
  }
  return broken('logout', {
    words: 'Logging out ends everything you have started (KillUserProcesses=yes), sessions too.',
    fix: 'loginctl enable-linger',
  });
}

/** Null without logind. Asked of it, else read where it reads it itself. */
async function killsUserProcesses(world: World): Promise<boolean | null> {
  const said = await world.ask(
    ...(['busctl', 'get-property', ...loginManager] as const),
    ...(['org.freedesktop.login1.Manager', 'KillUserProcesses'] as const),
  );
  if (said !== null) return said === 'b true';
  // No boot by systemd, no logind: sd_booted(3) looks at the same folder.
  if ((await world.ask('test', '-d', '/run/systemd/system')) === null) return null;
  const merged = await world.ask('systemd-analyze', 'cat-config', 'systemd/logind.conf');
  const set = [...(merged ?? '').matchAll(/^\s*KillUserProcesses\s*=\s*(\w+)/gm)].at(-1)?.[1];
  return set !== undefined && /^(yes|true|on|1)$/i.test(set);
}

async function lingers(world: World): Promise<boolean> {
  const user = world.env.USER ?? (await world.ask('id', '-un')) ?? '';
  const said = await world.ask('loginctl', 'show-user', user, '-p', 'Linger', '--value');
  if (said !== null) return said === 'yes';
  return (await world.ask('test', '-e', `/var/lib/systemd/linger/${user}`)) !== null;
}
