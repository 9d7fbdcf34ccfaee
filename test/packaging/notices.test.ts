// What goes into the bundles has a licence that somebody has read, and its text goes along.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder, pathsOfMetafiles } from '../../server/packaging/bundled.mjs';
import { noticesText, readNotice } from '../../server/packaging/notices.mjs';

function packageWith(manifest: object, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync('/tmp/on-');
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('[PACK2] a licence that nobody has read stops the build, and says which package has it', () => {
  const folder = packageWith(
    { name: 'odd', version: '1.0.0', license: 'AGPL-3.0' },
    { LICENSE: 'x' },
  );
  expect(() => readNotice(folder)).toThrow(/odd 1\.0\.0 is under "AGPL-3\.0"/);
  expect(() => readNotice(packageWith({ name: 'odd', version: '1.0.0' }, {}))).toThrow(/undefined/);
});

test('[PACK2] a package without its licence text stops the build', () => {
  const folder = packageWith({ name: 'bare', version: '1.0.0', license: 'MIT' }, {});
  expect(() => readNotice(folder)).toThrow('bare 1.0.0 has no licence file.');
});

test('[PACK2] only modules that left code in a bundle need a notice', () => {
  const metafile = {
    outputs: {
      'out.js': {
        inputs: {
          'node_modules/used/a.js': { bytesInOutput: 9 },
          'node_modules/shaken/b.js': { bytesInOutput: 0 },
        },
      },
    },
  };
  expect(pathsOfMetafiles([metafile])).toEqual(['node_modules/used/a.js']);
});

test.each([
  ['node_modules/@a/b/lib/c.js', 'node_modules/@a/b'],
  ['/x/node_modules/a/node_modules/b/c.css?inline', 'node_modules/a/node_modules/b'],
  ['server/cli/main.ts', null],
])('[PACK2] %s belongs to %s', (path, folder) => expect(packageFolder(path)).toBe(folder));

test('[PACK2] the notices name each version once, with its text', () => {
  const one = { name: 'b', version: '1.0.0', license: 'MIT', text: 'text of b' };
  const other = { name: 'a', version: '2.0.0', license: 'ISC', text: 'text of a' };
  const text = noticesText([one, other, one]);
  expect(text.match(/^\w+ \d\.\d\.\d \(\w+\)$/gm)).toEqual(['a 2.0.0 (ISC)', 'b 1.0.0 (MIT)']);
  expect(text).toContain('text of b');
});

test('[PACK2] what was built has notices of the server, the page and the native module', () => {
  const text = readFileSync(new URL('../../dist/THIRD-PARTY-NOTICES', import.meta.url), 'utf8');
  for (const name of ['express', 'socket.io-client', 'node-pty', 'preact', '@xterm/headless'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
});
