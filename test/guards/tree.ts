// A throw-away copy of the working tree, in which guards are removed and put back. Sources are copies;
// node_modules are hard links, which nobody here writes to.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Removal } from './guard.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export class Tree {
  readonly folder: string;

  constructor(name: string) {
    this.folder = join(root, '.build/guards', name);
    rmSync(this.folder, { recursive: true, force: true });
    const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const listed = execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
    for (const file of listed.split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      // Deleted and not yet committed: not there.
      cpSync(join(root, file), join(this.folder, file), { force: true, errorOnExist: false });
    }
    this.#linkPackages();
  }

  /** Resolves with what puts them back. Throws when a snippet does not stand there exactly once. */
  remove(removals: readonly Removal[]): () => void {
    const before = new Map<string, string>();
    for (const { file, guard, without } of removals) {
      const path = join(this.folder, file);
      const text = readFileSync(path, 'utf8');
      if (!before.has(path)) before.set(path, text);
      if (text.split(guard).length !== 2) throw new Error(`${file} does not hold once:\n${guard}`);
      writeFileSync(
        path,
        text.replace(guard, () => without),
      );
    }
    return () => {
      for (const [path, text] of before) writeFileSync(path, text);
    };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What is hidden there are caches, which are written to. */
  #linkPackages(): void {
    const from = join(root, 'node_modules');
    const to = join(this.folder, 'node_modules');
    mkdirSync(to);
    const names = readdirSync(from).filter((name) => !name.startsWith('.') || name === '.bin');
    execFileSync('cp', ['-al', ...names.map((name) => join(from, name)), to]);
  }
}
