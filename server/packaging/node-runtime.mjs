// A Node for the archive, taken from npm's node-linux-ARCH package: the program and its licence, without
// symbols. npm checks what it fetches; the version and the hash are pinned here all the same.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const nodeVersion = '24.22.3';

/** SHA-512 of each package, as the registry states it. */
const packages = {
  x64: 'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  arm64:
    'sha512-IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==',
};
/** Binutils of this machine's own kind cannot read the other's programs. */
const strips = {
  x64: ['strip', 'x86_64-linux-gnu-strip'],
  arm64: process.arch === 'arm64' ? ['strip'] : ['aarch64-linux-gnu-strip', 'llvm-strip'],
};

/** Returns a folder with bin/node and LICENSE; kept in `cache` for the next time. Throws in words. */
export function fetchNode(arch, cache) {
  if (!(arch in packages)) throw new Error(`There is no Node for ${arch}: x64 and arm64 have one.`);
  const folder = join(cache, `node-${nodeVersion}-linux-${arch}`);
  if (existsSync(folder)) return folder;
  const part = `${folder}.${process.pid}`;
  mkdirSync(join(part, 'bin'), { recursive: true });
  run('npm', ['pack', '--silent', '--pack-destination', part, `node-linux-${arch}@${nodeVersion}`]);
  const file = join(part, `node-linux-${arch}-${nodeVersion}.tgz`);
  const hash = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (hash !== packages[arch]) throw new Error(`${file} is not what was pinned: ${hash}`);
  run('tar', ['-xzf', file, '-C', part, 'package/bin/node', 'package/LICENSE']);
  cpSync(join(part, 'package/bin/node'), join(part, 'bin/node'));
  cpSync(join(part, 'package/LICENSE'), join(part, 'LICENSE'));
  for (const left of [file, join(part, 'package')]) rmSync(left, { recursive: true });
  stripSymbols(join(part, 'bin/node'), strips[arch]);
  renameSync(part, folder);
  return folder;
}

function stripSymbols(program, tools) {
  const tool = tools.find((name) => spawnSync(name, ['--version']).status === 0);
  if (tool === undefined) {
    throw new Error(`None of ${tools.join(', ')} is here to strip Node. On Debian: binutils.`);
  }
  run(tool, [program]);
}

function run(program, words) {
  const { status, error } = spawnSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? `exit ${status}`}`);
}
