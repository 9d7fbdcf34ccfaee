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
  return [node(version), await pty(world)];
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
async function pty(world: World): Promise<Finding> {
  const file = join(hostBundle, `prebuilds/${process.platform}-${process.arch}/pty.node`);
  const code = `require(${JSON.stringify(file)}); console.log('loaded')`;
  if ((await world.ask(process.execPath, '-e', code)) === 'loaded')
    return ok('node-pty', 'The native part that holds terminals loads.');
  return broken('node-pty', {
    words: `The native part that holds terminals, ${file}, did not load within 10 s.`,
    fix: 'Run npm ci && npm run build again with the Node that runs Outlive.',
  });
}
