// Whether this installation can run at all: Node, and the native part of the host.
import { join } from 'node:path';
import { hostBundle } from '../installation.ts';
import { broken, type Finding, ok } from './finding.ts';
import type { World } from './world.ts';

const oldest = [20, 19] as const;

export async function examineInstallation(
  world: World,
  version = process.versions.node,
): Promise<Finding[]> {
  return [node(version), await native(world), ...(await terminals(world))];
}

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1]))
    return ok('node', `Node ${version}.`);
  return broken('node', {
    words: `Node ${version} is too old: sessions may not start.`,
    fix: `Install Node ${oldest.join('.')} or later, without root from nodejs.org or conda.`,
  });
}

/** In a process of its own: a library that does not fit may end it. */
async function native(world: World): Promise<Finding> {
  const file = join(hostBundle, `prebuilds/${process.platform}-${process.arch}/pty.node`);
  const code = `require(${JSON.stringify(file)}); console.log('loaded')`;
  if ((await world.ask(process.execPath, '-e', code)) === 'loaded')
    return ok('node-pty', 'The native part that holds terminals loads.');
  return broken('node-pty', {
    words: `The native part that holds terminals, ${file}, did not load within 10 s.`,
    fix: 'Run npm ci && npm run build again with the Node that runs Outlive.',
  });
}

/** Each session takes one. In a process of its own, like a host. */
async function terminals(world: World): Promise<Finding[]> {
  const code = `const { openSync } = require('fs');
try { openSync('/dev/ptmx', 'r+'); console.log('opened') } catch ({ code }) { console.log(code) }`;
  const said = await world.ask(process.execPath, '-e', code);
  if (said === null || said === 'opened') return [];
  return [
    broken('terminals', {
      words: `No terminal can be had here (/dev/ptmx: ${said}), so no session can start.`,
      fix: 'End programs that hold terminals, ask for a higher limit (/proc/sys/kernel/pty/max), or give the container its own /dev/pts.',
    }),
  ];
}
