// Makes dist/THIRD-PARTY-NOTICES of the packages that really went into the bundles (dist/bundled/*.json).
// Fails on a licence that nobody has looked at yet, and on a package whose licence text is missing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ruler = '-'.repeat(72);

/** SPDX identifiers that allow shipping in an MIT program when their text goes along. */
export const knownLicences = ['0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** Published without its text, which a package of the same repository has. */
const textBeside = { '@xterm/headless': '../xterm' };

/** Throws, in words, what is wrong with the licence of the package in `folder`. */
export function readNotice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!knownLicences.includes(license)) {
    throw new Error(
      `${name} ${version} is under "${license}", which server/packaging/notices.mjs does not know. Read it, then add it there or leave the package out.`,
    );
  }
  const home = join(folder, textBeside[name] ?? '.');
  const file = readdirSync(home).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} has no licence file.`);
  const text = readFileSync(join(home, file), 'utf8').replace(/\r\n?/g, '\n').trim();
  return { name, version, license, text };
}

/** Sorted by name, each version once. */
export function noticesText(notices) {
  const sorted = [...new Map(notices.map((each) => [`${each.name} ${each.version}`, each]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { license, text }]) => `${ruler}\n${title} (${license})\n\n${text}\n`);
  return `Outlive contains the following packages.\n\n${sorted.join('\n')}`;
}

function main() {
  const lists = ['server', 'client'].map((name) => join(root, 'dist/bundled', `${name}.json`));
  const folders = lists.flatMap((list) => JSON.parse(readFileSync(list, 'utf8')));
  const notices = [...new Set(folders)].map((folder) => readNotice(join(root, folder)));
  writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES'), noticesText(notices));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
