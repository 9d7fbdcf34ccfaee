// Who holds a port of this machine, in words. For failures: what cannot be found out is left out.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { readTcpTable } from '../../machine/tcp-table.ts';

const everywhere: readonly string[] = ['0.0.0.0', '::'];

/** `ada (process 4711, python3)`; null when nothing is known of it. */
export async function holderOf(port: number, host: string): Promise<string | null> {
  const holder = (await readTcpTable())
    .at(port)
    .find(({ isListening, local }) => isListening && [host, ...everywhere].includes(local.address));
  if (holder === undefined) return null;
  const user = (await nameOf(holder.uid)) ?? `user ${holder.uid}`;
  const held = await processWith(holder.inode);
  return held === null ? user : `${user} (process ${held.pid}, ${held.name})`;
}

async function nameOf(uid: number): Promise<string | null> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const account = accounts.split('\n').find((line) => line.split(':')[2] === String(uid));
  return account?.split(':')[0] ?? null;
}

/** Other users' processes cannot be looked into. */
async function processWith(inode: number): Promise<{ pid: string; name: string } | null> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const number of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${number}`).catch(() => '');
      if (target !== `socket:[${inode}]`) continue;
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      return { pid, name: name.trim() };
    }
  }
  return null;
}
