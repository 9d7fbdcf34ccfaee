import { rm, writeFile } from 'node:fs/promises';
import { it } from 'vitest';
import { watchFolder } from '../../server/gateway/watch-folder.ts';
import { testFolder } from './state.ts';

it('[TRUST7] a folder that cannot be watched is looked at instead', async () => {
  const folder = await testFolder();
  await rm(folder, { recursive: true });
  let end = () => {};
  await new Promise<void>((resolve) => {
    end = watchFolder(folder, resolve);
  });
  end();
});

it('[TRUST7] a folder that changes is told at once', async () => {
  const folder = await testFolder();
  const told = new Promise<void>((resolve) => {
    const end = watchFolder(folder, () => {
      end();
      resolve();
    });
  });
  await writeFile(`${folder}/x`, '');
  await told;
});
