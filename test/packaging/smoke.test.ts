// What people install, installed: without a network for dependencies, by a user who cannot write it.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { until } from '../sessions/harness.ts';
import { Installed, openFolder } from './installed.ts';

const MiB = 1024 * 1024;
const root = fileURLToPath(new URL('../..', import.meta.url));
let out = '';
const packed = () => join(out, `outlive-${packageJson.version}.tgz`);

beforeAll(() => {
  out = mkdtempSync('/tmp/op-out-');
  const script = join(root, 'server/packaging/package.mjs');
  execFileSync(process.execPath, [script, '--out', out], { stdio: 'ignore' });
}, 180_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

const npm = (prefix: string, ...words: string[]) =>
  execFileSync('npm', [...words, '--global', '--prefix', prefix], {
    stdio: 'ignore',
    // Nothing can come from anywhere but the file.
    env: { ...process.env, npm_config_offline: 'true', npm_config_cache: join(prefix, 'cache') },
  });

const counter = 'n=0; while :; do n=$((n+1)); echo count $n; sleep 0.05; done';
const lastCount = (log: string) => Number(log.match(/count (\d+)(?![\s\S]*count)/)?.[1] ?? 0);

/** Serves, pairs, starts a session from the page's interface, reads it; it is called `train` and goes on. */
async function useAsStranger(outlive: Installed): Promise<void> {
  await outlive.serve('--listen', '127.0.0.1:0');
  expect(await outlive.get('/')).toContain('<title>Outlive</title>');
  await outlive.pair();
  for (const name of ['train', 'short'])
    expect(await outlive.post('/api/sessions', { name, command: counter })).toBe(201);
  await until('it counts', async () => lastCount(await outlive.get('/api/sessions/short/log')) > 3);
  expect(await outlive.post('/api/sessions/short/stop', { how: 'kill' })).toBe(200);
  expect((await outlive.run('ls')).stdout).toMatch(/^short: killed|^short: ended/m);
}

async function countsOn(outlive: Installed): Promise<void> {
  const counted = async () => lastCount((await outlive.run('logs', '-t', 'train')).stdout);
  const before = await counted();
  expect(before).toBeGreaterThan(0);
  await until('train counts on', async () => (await counted()) > before);
}

/** The same package as a later release. */
function laterPackage(): string {
  const folder = openFolder();
  execFileSync('tar', ['-xzf', packed(), '-C', folder]);
  const manifest = join(folder, 'package/package.json');
  writeFileSync(
    manifest,
    JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version: '9.9.9' }),
  );
  appendFileSync(join(folder, 'package/dist/server/gateway/gateway.js'), '\n// A later build.\n');
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: join(folder, 'package'),
  });
  return join(folder, 'outlive-9.9.9.tgz');
}

describe('the npm package', () => {
  test('[PACK1] is small, asks for nothing else, and runs no script when installed', () => {
    expect(statSync(packed()).size).toBeLessThan(4 * MiB);
    const folder = openFolder();
    execFileSync('tar', ['-xzf', packed(), '-C', folder]);
    const { dependencies, optionalDependencies, scripts, license, bin } = JSON.parse(
      readFileSync(join(folder, 'package/package.json'), 'utf8'),
    );
    expect({ dependencies, optionalDependencies, scripts }).toEqual({});
    expect({ license, bin }).toEqual({
      license: 'MIT',
      bin: { outlive: 'dist/server/cli/main.js' },
    });
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'])
      expect(
        existsSync(join(folder, 'package/dist/server/host/prebuilds', platform, 'pty.node')),
      ).toBe(true);
    for (const file of ['LICENSE', 'THIRD-PARTY-NOTICES', 'README.md'])
      expect(existsSync(join(folder, 'package', file))).toBe(true);
  });

  test('[PACK1] serves, pairs, starts, kills; sessions outlast an upgrade over it and its removal', async () => {
    const prefix = openFolder();
    npm(prefix, 'install', packed());
    execFileSync('chmod', ['-R', 'a-w', join(prefix, 'lib')]);
    expect(existsSync(join(prefix, 'share/man/man1/outlive.1'))).toBe(true);
    const node = dirname(process.execPath);
    const outlive = new Installed([join(prefix, 'bin/outlive')], `${node}:/usr/bin:/bin`);
    await useAsStranger(outlive);

    execFileSync('chmod', ['-R', 'u+w', join(prefix, 'lib')]);
    npm(prefix, 'install', laterPackage());
    expect((await outlive.run('--version')).stdout).toMatch(/running .* build [0-9a-f]{12} \(/);
    await countsOn(outlive);
    await outlive.serve('--replace');
    expect((await outlive.run('--version')).stdout).toContain('this build');
    expect(JSON.parse(await outlive.get('/api/sessions'))).toContainEqual(
      expect.objectContaining({ name: 'train', state: 'running' }),
    );

    npm(prefix, 'uninstall', 'outlive');
    expect(existsSync(join(prefix, 'bin/outlive'))).toBe(false);
    const before = lastCount(await outlive.get('/api/sessions/train/log?tail=5'));
    await until(
      'it counts with no package',
      async () => lastCount(await outlive.get('/api/sessions/train/log?tail=5')) > before,
    );
    npm(prefix, 'install', packed());
    await countsOn(outlive);
  }, 120_000);
});

describe.skipIf(process.arch !== 'x64' || process.platform !== 'linux')('the archive', () => {
  test('[PACK4] runs with its own Node: no PATH, blanks in its path, through a link, read-only', async () => {
    const archive = join(out, 'outlive-linux-x64.tar.gz');
    expect(statSync(archive).size).toBeLessThan(45 * MiB);
    expect(
      execFileSync('sha256sum', ['-c', `${archive}.sha256`], { cwd: out, encoding: 'utf8' }),
    ).toBe('outlive-linux-x64.tar.gz: OK\n');
    const folder = openFolder('with blanks in it');
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    const link = join(folder, '../outlive');
    symlinkSync(join(folder, 'outlive-linux-x64/bin/outlive'), link);
    execFileSync('chmod', ['-R', 'a-w', folder]);
    const outlive = new Installed([link], '');
    expect((await outlive.run('help')).stdout).toContain('outlive new');
    await useAsStranger(outlive);
    await countsOn(outlive);
  }, 120_000);
});
