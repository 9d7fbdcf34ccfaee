// The command's first file, under Nodes that are too old for the rest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const launcher = fileURLToPath(new URL('../../server/cli/start.cjs', import.meta.url));

function runAs(version: string) {
  const folder = mkdtempSync('/tmp/on-');
  const pretend = join(folder, 'pretend.cjs');
  writeFileSync(
    pretend,
    `Object.defineProperty(process, 'version', { value: 'v${version}' });
     Object.defineProperty(process.versions, 'node', { value: '${version}' });`,
  );
  writeFileSync(join(folder, 'outlive.js'), `console.log('loaded');`);
  writeFileSync(join(folder, 'main.cjs'), readFileSync(launcher));
  return spawnSync(process.execPath, ['--require', pretend, join(folder, 'main.cjs')], {
    encoding: 'utf8',
  });
}

test.each(['8.17.0', '18.20.8', '20.18.9'])(
  '[PACK3] Node %s is refused in a sentence',
  (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toContain(`Node.js 20.19 or later is needed, and this is v${version}.`);
  },
);

test.each(['20.19.0', '26.0.0'])('[PACK3] Node %s loads the rest', (version) => {
  const { status, stdout } = runAs(version);
  expect([status, stdout]).toEqual([0, 'loaded\n']);
});

test('[PACK3] the file that refuses has no word that Node 8 does not know', () => {
  const code = readFileSync(launcher, 'utf8').replace(/^(#!|\s*\/\/).*$/gm, '');
  expect(code).not.toMatch(/`|\?\.|\?\?|\bimport\b|\bcatch \{/);
});
