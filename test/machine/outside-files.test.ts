import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Environments } from '../../server/machine/environments.ts';
import { listFolders } from '../../server/machine/folders.ts';
import { readOutside } from '../../server/machine/outside-files.ts';
import { standIns } from './stand-ins.ts';

/** Whatever is read from a folder, without being asked for, and where its user may have put it. */
const readNear = ['pyproject.toml', '.venv/pyvenv.cfg', 'uv.lock', '.venv/bin/activate'];
const readAtHome = [
  '.bashrc',
  '.zshrc',
  '.tcshrc',
  '.config/fish/config.fish',
  '.conda/environments.txt',
];

function environmentsOf(home: string): Environments {
  return new Environments(async () => ({ home, folders: ['/usr/bin'], env: {} }));
}

/** How long the longest task kept all others from running meanwhile. */
async function longestStallMs(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await work.finally(() => clearInterval(beat));
  return longest;
}

describe('files that others can place', () => {
  const bait = [
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path])],
    ['a link to /dev/zero', (path: string) => symlinkSync('/dev/zero', path)],
    ['a link to a terminal', (path: string) => symlinkSync('/dev/ptmx', path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
    ['a file of 2 MiB', (path: string) => writeFileSync(path, '[tool.uv]\n'.repeat(200_000))],
  ] as const;

  test.each(bait)(
    '[LOOK2] %s in the place of any file that is looked at holds nobody up',
    async (_, make) => {
      const { home } = standIns();
      for (const name of [...readNear, ...readAtHome]) {
        mkdirSync(join(home, name, '..'), { recursive: true });
        make(join(home, name));
        expect(await readOutside(join(home, name))).toBeNull();
      }
      const { environments } = await environmentsOf(home).list(home);
      expect(environments.filter(({ path, kind }) => path === home && kind === 'poetry')).toEqual(
        [],
      );
    },
  );

  test('[LOOK2] a folder of 100,000 links keeps nobody else waiting, and its folders are found', async () => {
    const { home } = standIns();
    const folder = join(home, 'many');
    mkdirSync(join(folder, 'zzz'), { recursive: true });
    for (let n = 0; n < 100_000; n++) symlinkSync('/nowhere', join(folder, `l${n}`));
    const near = environmentsOf(home).list(folder);
    expect(await longestStallMs(near)).toBeLessThan(500);
    const listed = listFolders({ path: folder, hidden: false, after: null }, home);
    expect(await longestStallMs(listed)).toBeLessThan(1000);
    expect(await listed).toMatchObject({ folders: [{ name: 'zzz' }], cut: true, next: null });
  }, 60_000);
});

/** Every file that reads others, and what keeps each from reading what another user has placed. */
const readers: Readonly<Record<string, string>> = {
  'server/machine/outside-files.ts': 'the bounded way itself',
  'server/machine/amd.ts': '/sys, by a path of the kernel’s',
  'server/machine/processes.ts': '/proc, by a path of the kernel’s',
  'server/machine/wait-for-gpus.ts': '/proc/self',
  'server/machine/leases.ts': 'the state directory',
  'server/sessions/environment.ts': '/etc: root’s alone',
  'server/sessions/began.ts': '/proc, by a path of the kernel’s',
  'server/machine/ownership.ts': 'where links lead, not what stands there',
  'server/machine/login/ask-shell.ts': 'a folder of its own',
  'server/alerts/': 'the state directory',
  'server/gateway/access/record-folder.ts': 'the state directory',
  'server/gateway/board/board.ts': 'the state directory',
  'server/gateway/http/jobs.ts': 'the state directory',
  'server/gateway/http/pages.ts': 'the installation',
  'server/gateway/http/join-manifest.ts': 'the installation',
  'server/gateway/listen/certificate.ts': 'files that are named at the start',
  'server/cli/background.ts': 'the state directory',
  'server/machine/gpus.ts': 'where links of /proc lead',
  'server/cli/replace-gateway.ts': '/proc, by a path of the kernel’s',
  'server/gateway/builds.ts': 'the installation',
  'server/sessions/machine-folder.ts': 'the state directory',
  'server/sessions/old-runtimes.ts': 'the state directory and /proc',
  'server/sessions/proof-of-life.ts': 'the state directory',
  'server/identity/': '/proc and what the system says of itself',
  'server/sessions/trusted-path.ts': 'where links lead, and /proc',
  'server/sessions/users.ts': '/etc: root’s alone',
  'server/host/': 'the state directory, /proc and a terminal of its own',
  'server/hosting/': '/proc and /dev/null',
  'server/log/': 'the state directory',
  'server/screen/': 'the state directory and /proc',
  'server/tmux-host/': 'the state directory',
  'server/sessions/json-file.ts': 'the state directory',
  'server/sessions/last-line.ts': 'the state directory',
  'server/sessions/line-limit.ts': '/proc, and the host’s own terminal',
  'server/sessions/lock.ts': 'the state directory',
  'server/sessions/process-table.ts': '/proc, by a path of the kernel’s',
  'server/sessions/remove.ts': 'the state directory',
  'server/sessions/runtime.ts': 'the installation',
  'server/sessions/scope-members.ts': '/sys/fs/cgroup',
  'server/sessions/session-directory.ts': 'the state directory',
  'server/sessions/unit.ts': '/proc, by a path of the kernel’s',
  'server/sessions/watch.ts': 'the state directory',
  'server/sessions/memory-limit.ts': '/proc/self',
  'server/machine/at-work.ts': '/proc, by a path of the kernel’s',
  'server/alerts/record.ts': 'the state directory',
  'server/alerts/device-settings.ts': 'the state directory',
  'server/gateway/watching/card-file.ts': 'the state directory',
  'server/sessions/process-limit.ts': '/proc, by a path of the kernel’s',
  'server/machine/tcp-table.ts': '/proc, by a path of the kernel’s',
  'server/gateway/access/own-names.ts': '/etc: root’s alone',
  'server/cli/doctor/reaching.ts': '/proc, by a path of the kernel’s',
  'server/gateway/listen/port-holder.ts': '/etc and /proc',
  'server/cli/inspect.ts': 'a file that is named by the caller',
};
const reading =
  /\b(readFileSync|readFile|readdirSync|readdir|opendir|opendirSync|createReadStream|openSync|open|readlink|readlinkSync)\b(?=[^']*'node:fs)/;

test('[LOOK2] a file outside of the state directory is read in one place only', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const found = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `server/${name}`)
    .filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const imports = text.match(/import \{[^}]*\} from 'node:fs[^']*'/g);
      return imports?.some((each) => reading.test(each)) === true;
    });
  const known = Object.keys(readers);
  expect(found.filter((file) => !known.some((each) => file.startsWith(each)))).toEqual([]);
});
