import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolders } from '../../server/machine/folders.ts';
import { standIns } from './stand-ins.ts';

describe('folders', () => {
  test('[JOB9] those in a folder, by name, marked that look like work; links and hidden ones too', async () => {
    const { home, write } = standIns();
    for (const name of ['run10', 'run2', 'Data', '.cache']) mkdirSync(join(home, name));
    write('home/Data/train.py', '');
    write('home/run2/pyproject.toml', '');
    write('home/run2/environment.yaml', '');
    write('home/notes.txt', '');
    mkdirSync(join(home, 'Data/.git'));
    symlinkSync(join(home, 'Data'), join(home, 'alias'));
    symlinkSync('/nowhere', join(home, 'broken'));
    const answer = await listFolders({ path: '~', hidden: false, after: null }, home);
    expect(answer).toEqual({
      ...{ path: home, home, parent: join(home, '..'), marks: [], total: 4, hiddenCount: 1 },
      cut: false,
      folders: [
        { name: 'alias', marks: ['git', 'train.py'] },
        { name: 'Data', marks: ['git', 'train.py'] },
        { name: 'run2', marks: ['pyproject', 'environment.yml'] },
        { name: 'run10', marks: [] },
      ],
      next: null,
    });
    const all = await listFolders({ path: home, hidden: true, after: null }, home);
    expect(all.folders.map(({ name }) => name)).toContain('.cache');
    expect((await listFolders({ path: '/', hidden: false, after: null }, home)).parent).toBeNull();
  });

  test('[JOB9] a big folder comes in pages, nothing twice and nothing left out', async () => {
    const { home } = standIns();
    const names = Array.from({ length: 250 }, (_, index) => `d${index}`);
    for (const name of names) mkdirSync(join(home, name));
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await listFolders({ path: home, hidden: false, after }, home);
      expect(page.total).toBe(250);
      seen.push(...page.folders.map(({ name }) => name));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toEqual(names);
  });

  test('[JOB9] what is no folder is told as such', async () => {
    const { home, write } = standIns();
    const look = (path: string) => listFolders({ path, hidden: false, after: null }, home);
    await expect(look('~/gone')).rejects.toMatchObject({ code: 'no-directory' });
    await expect(look(write('home/file', ''))).rejects.toMatchObject({ code: 'not-a-directory' });
  });
});
