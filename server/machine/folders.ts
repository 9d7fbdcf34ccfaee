// The folders in a folder, a page at a time, those marked that look like somebody's work.
import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Folder, FolderMark, FoldersAnswer } from '../protocol/job-page.ts';
import { checkFolder, folderFor } from '../sessions/program.ts';
import { requireAnswering } from './disk.ts';
import { listOutside } from './outside-files.ts';

/** About ten screens of a phone. */
const pageSize = 100;
/** Whether a link leads to a folder takes a look behind it. */
const mostLinks = 500;

const signs: readonly (readonly [FolderMark, readonly string[]])[] = [
  ['git', ['.git']],
  ['train.py', ['train.py']],
  ['pyproject', ['pyproject.toml']],
  ['environment.yml', ['environment.yml', 'environment.yaml']],
];

export interface FoldersQuestion {
  /** `~` is the home folder; relative ones are below it. */
  readonly path: string;
  readonly hidden: boolean;
  /** The name the last page ended with; null for the first one. */
  readonly after: string | null;
}

/** Throws Failure no-directory, not-a-directory, no-directory-access or silent-disk. */
export async function listFolders(
  { path: text, hidden, after }: FoldersQuestion,
  home: string,
): Promise<FoldersAnswer> {
  const path = folderFor(text, home, home);
  await requireAnswering(path);
  await checkFolder(path);
  const { names, cut } = await foldersIn(path);
  const shown = names.filter((name) => hidden || !name.startsWith('.'));
  const rest = after === null ? shown : shown.filter((name) => byName(name, after) > 0);
  const page = rest.slice(0, pageSize);
  const [marks, folders] = await Promise.all([
    marksOf(path),
    Promise.all(
      page.map(async (name): Promise<Folder> => ({ name, marks: await marksOf(join(path, name)) })),
    ),
  ]);
  return {
    ...{ path, home, marks, folders, total: shown.length, cut },
    parent: dirname(path) === path ? null : dirname(path),
    hiddenCount: names.filter((name) => name.startsWith('.')).length,
    next: rest.length > page.length ? (page.at(-1) ?? null) : null,
  };
}

/** Links that lead to folders count as such. A folder that may be entered but not read shows nothing. */
async function foldersIn(path: string): Promise<{ names: string[]; cut: boolean }> {
  const { folders, links, cut } = await listOutside(path);
  const looked = links.slice(0, mostLinks);
  const lead = await Promise.all(looked.map((name) => isFolder(join(path, name))));
  const names = [...folders, ...looked.filter((_, index) => lead[index])];
  return { names: names.sort(byName), cut: cut || links.length > looked.length };
}

/** As people read: capitals make no difference, 2 comes before 10. */
function byName(one: string, other: string): number {
  return order.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

async function marksOf(folder: string): Promise<FolderMark[]> {
  const found = await Promise.all(
    signs.map(async ([mark, names]) => {
      const there = await Promise.all(names.map((name) => exists(join(folder, name))));
      return there.some(Boolean) ? mark : null;
    }),
  );
  return found.filter((mark) => mark !== null);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
