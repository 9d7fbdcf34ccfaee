// `npm run package [-- --arch arm64] [--out FOLDER]`: what people install, made of dist/ as it was just built.
//   out/outlive-VERSION.tgz            the npm package: everything bundled, nothing to install with it
//   out/outlive-linux-ARCH.tar.gz      the same with a Node of its own, and its .sha256
// Fails when either is over its size.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { fetchNode } from './node-runtime.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const maxPackageBytes = 4 * 1024 * 1024;
const maxArchiveBytes = 45 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: 'x64' },
    out: { type: 'string', default: join(root, 'out') },
  },
});
const out = resolve(values.out);
rmSync(out, { recursive: true, force: true });
const stage = join(out, 'package');
stagePackage(stage);
report(packNpm(stage), maxPackageBytes);
report(packArchive(stage, values.arch), maxArchiveBytes);
rmSync(stage, { recursive: true, force: true });

/** The folder that npm packs: a manifest of its own beside what the build made. */
function stagePackage(to) {
  for (const part of ['server', 'client'])
    cpSync(join(root, 'dist', part), join(to, 'dist', part), { recursive: true });
  for (const part of ['README.md', 'LICENSE', 'SECURITY.md', 'docs'])
    cpSync(join(root, part), join(to, part), { recursive: true });
  cpSync(join(root, 'dist/THIRD-PARTY-NOTICES'), join(to, 'THIRD-PARTY-NOTICES'));
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function manifest() {
  const { name, version, description, license, engines, bin } = packageJson;
  // npm links manual pages that stand in a list, and no other.
  const man = [packageJson.man];
  // The owner's to fill in; what is missing is left out.
  const { repository, homepage } = packageJson;
  const platforms = { os: ['linux', 'darwin'], cpu: ['x64', 'arm64'] };
  const files = ['dist', 'docs', 'SECURITY.md', 'THIRD-PARTY-NOTICES'];
  return {
    ...{ name, version, description, license, repository, homepage },
    ...{ engines, ...platforms, bin, man, files },
  };
}

function packNpm(folder) {
  run('npm', ['pack', '--silent', '--pack-destination', out], folder);
  return join(out, `${packageJson.name}-${packageJson.version}.tgz`);
}

function packArchive(folder, arch) {
  const name = `outlive-linux-${arch}`;
  const whole = join(out, name);
  cpSync(folder, join(whole, 'lib'), { recursive: true });
  keepPrebuilds(join(whole, 'lib/dist/server/host/prebuilds'), `linux-${arch}`);
  mkdirSync(join(whole, 'bin'));
  cpSync(fetchNode(arch, join(root, '.build')), join(whole, 'node'), { recursive: true });
  cpSync(join(root, 'server/packaging/outlive.sh'), join(whole, 'bin/outlive'));
  chmodSync(join(whole, 'bin/outlive'), 0o755);
  for (const file of ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES'])
    cpSync(join(folder, file), join(whole, file));
  const file = join(out, `${name}.tar.gz`);
  run(
    'tar',
    [
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--sort=name',
      '-I',
      'gzip -9',
      '-cf',
      file,
      name,
    ],
    out,
  );
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  writeFileSync(`${file}.sha256`, `${sum}  ${name}.tar.gz\n`);
  rmSync(whole, { recursive: true, force: true });
  return file;
}

/** One platform's native module is enough where the platform is known. */
function keepPrebuilds(folder, platform) {
  const kept = join(folder, platform);
  const aside = `${folder}.kept`;
  cpSync(kept, join(aside, platform), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  cpSync(aside, folder, { recursive: true });
  rmSync(aside, { recursive: true, force: true });
}

function report(file, maxBytes) {
  const { size } = statSync(file);
  const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  console.log(`${megabytes(size).padStart(8)} of ${megabytes(maxBytes)}  ${file}`);
  if (size > maxBytes) {
    console.error('It is over its size.');
    process.exitCode = 1;
  }
}

function run(program, words, cwd) {
  const { status, error } = spawnSync(program, words, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === 0) return;
  console.error(`${program} failed: ${error?.message ?? `exit ${status}`}`);
  process.exit(1);
}
