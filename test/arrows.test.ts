// Holds the arrows between folders: a new one, or a cycle, is a decision to be made on purpose.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each folder may import, itself left out. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/protocol': [],
  'server/identity': ['server/protocol'],
  'server/log': ['server/protocol'],
  'server/hosting': ['server/identity', 'server/log', 'server/protocol'],
  'server/host': ['server/hosting', 'server/identity', 'server/log', 'server/protocol'],
  'server/tmux': ['server/protocol'],
  'server/tmux-host': ['server/hosting', 'server/tmux', 'server/log', 'server/protocol'],
  'server/sessions': ['server/tmux', 'server/identity', 'server/log', 'server/protocol'],
  'server/watch': ['server/protocol'],
  'server/screen': [
    'server/watch',
    'server/sessions',
    'server/identity',
    'server/log',
    'server/protocol',
  ],
  'server/alerts': ['server/watch', 'server/sessions', 'server/protocol'],
  'server/machine': ['server/sessions', 'server/identity', 'server/log', 'server/protocol'],
  'server/gateway': [
    'server/alerts',
    'server/screen',
    'server/watch',
    'server/machine',
    'server/sessions',
    'server/tmux',
    'server/identity',
    'server/log',
    'server/protocol',
  ],
  'server/cli': [
    'server/alerts',
    'server/gateway',
    'server/alerts',
    'server/screen',
    'server/watch',
    'server/machine',
    'server/sessions',
    'server/tmux',
    'server/identity',
    'server/log',
    'server/protocol',
  ],
  client: ['server/protocol'],
};

/** Packages that one folder alone may know. */
const soleImporters: Readonly<Record<string, string>> = {
  'node-pty': 'server/host',
  '@xterm/headless': 'server/screen',
  express: 'server/gateway',
  'socket.io': 'server/gateway',
};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
}

function imports(): Import[] {
  const files = ['server', 'client'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.d|\.config)\.tsx?$/.test(name))
      .map((name) => join(top, name)),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
      (match) => match[1] ?? '',
    );
    return targets.map((target) => ({ file, folder: folderOf(file), target }));
  });
}

function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'server' ? `${top}/${second}` : top;
}

test('[ARCH1] imports point down, and along the drawn arrows only', () => {
  const wrong = imports().filter(({ file, folder, target }) => {
    if (!target.startsWith('.')) return false;
    const to = folderOf(normalize(join(dirname(file), target)));
    return to !== folder && !(allowed[folder] ?? []).includes(to);
  });
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('[ARCH2] each of the large packages is known to one folder', () => {
  const wrong = imports().filter(({ folder, target }) => {
    const owner = soleImporters[target];
    return owner !== undefined && owner !== folder;
  });
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('[ARCH3] protocol/ knows neither Node nor a browser', () => {
  const wrong = imports().filter(
    ({ folder, target }) => folder === 'server/protocol' && !target.startsWith('./'),
  );
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('[ARCH6] no files import each other in a circle, not even when they load each other late', () => {
  const all = imports().filter(({ target }) => target.startsWith('.'));
  const targets = new Map<string, string[]>();
  for (const { file, target } of all)
    targets.set(file, [...(targets.get(file) ?? []), normalize(join(dirname(file), target))]);
  const seen = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (seen.has(file)) return;
    seen.add(file);
    for (const target of targets.get(file) ?? []) walk(target, [...path, file]);
  };
  for (const file of targets.keys()) walk(file, []);
  expect(circles).toEqual([]);
});
