// What the control group around this shell allows: memory and processes of all that is started here
// together, and whether running out of memory ends all of it. Sources: cgroups(7), the kernel's
// admin-guide/cgroup-v2.rst.
import { posix } from 'node:path';
import { type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

const root = '/sys/fs/cgroup';
const MiB = 1024 * 1024;
const enoughMiB = 1024;
const enoughProcesses = 512;

export async function examineCgroup(world: World): Promise<Finding[]> {
  const path = /^0::(\/.*)$/m.exec((await world.read('/proc/self/cgroup')) ?? '')?.[1];
  if (path === undefined)
    return [ok('cgroup', 'This shell is in no control group of the second version.')];
  const groups = upwards(path);
  const least = async (file: string) => Math.min(...(await limits(world, groups, file)));
  const memory = Math.floor((await least('memory.max')) / MiB);
  const processes = await least('pids.max');
  const together = (await world.read(`${root}${path}/memory.oom.group`))?.trim() === '1';
  if (together) {
    return [
      tight(`When ${path} runs out of memory, the kernel ends everything in it, sessions too.`),
    ];
  }
  if (memory < enoughMiB)
    return [tight(`All that is started here shares ${memory} MiB of memory.`)];
  if (processes < enoughProcesses)
    return [tight(`All that is started here shares ${processes} processes and threads.`)];
  const bounds = [
    ...(Number.isFinite(memory) ? [`${memory} MiB of memory`] : []),
    ...(Number.isFinite(processes) ? [`${processes} processes and threads`] : []),
  ];
  const words = bounds.length === 0 ? 'no bound' : bounds.join(' and ');
  return [ok('cgroup', `This shell's control group sets ${words}.`)];
}

function tight(words: string): Finding {
  return warning('cgroup', {
    words,
    fix: 'Start Outlive from another login, or ask who runs this machine for more.',
    endangersSessions: true,
  });
}

/** The group itself and those around it: each one's limit holds. */
function upwards(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === path ? [path] : [path, ...upwards(parent)];
}

async function limits(world: World, groups: readonly string[], file: string): Promise<number[]> {
  const said = await Promise.all(groups.map((group) => world.read(posix.join(root, group, file))));
  return said.map((text) => {
    const value = text?.trim() ?? 'max';
    return /^\d+$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY;
  });
}
