// gateway.json: where the running gateway is reached, so that `outlive pair` can print a link.
// Taken back on a graceful stop; after a kill it stays, so readers check that the gateway lives.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../../sessions/json-file.ts';
import type { TlsFiles } from './certificate.ts';

type Place = { readonly machineDir: string };

export interface Announcement {
  readonly pid: number;
  readonly version: string;
  /** As `--listen` reads it. */
  readonly listen: string;
  /** True when only this computer can reach it. */
  readonly local: boolean;
  /** Addresses of the page; none for a unix socket without a public address. */
  readonly urls: readonly string[];
  /** What --public-url said. */
  readonly publicUrl: string | null;
  /** What --base-path said, '' for the root. */
  readonly basePath: string;
  readonly tls: TlsFiles | null;
  readonly insecureHttp: boolean;
  /** The gateway's build; null in the announcements of the first release. */
  readonly build: string | null;
}

export async function announce(state: Place, announcement: Announcement): Promise<void> {
  await writeJsonAtomically(announcementPath(state), announcement);
}

/** What the last gateway said of itself, null when it has taken it back. */
export async function readAnnouncement(state: Place): Promise<Announcement | null> {
  const record = await readJson(announcementPath(state));
  if (typeof record !== 'object' || record === null) return null;
  const { pid, version, listen, local, urls, publicUrl, ...later } = record as Record<
    string,
    unknown
  >;
  if (!Number.isInteger(pid) || typeof version !== 'string') return null;
  if (typeof listen !== 'string' || typeof local !== 'boolean' || !Array.isArray(urls)) return null;
  if (publicUrl !== null && typeof publicUrl !== 'string') return null;
  return {
    ...{ pid: pid as number, version, listen, local, urls: urls.map(String), publicUrl },
    basePath: typeof later.basePath === 'string' ? later.basePath : '',
    tls: parseTls(later.tls),
    insecureHttp: later.insecureHttp === true,
    build: typeof later.build === 'string' ? later.build : null,
  };
}

function parseTls(value: unknown): TlsFiles | null {
  if (typeof value !== 'object' || value === null) return null;
  const { cert, key } = value as Record<string, unknown>;
  return typeof cert === 'string' && typeof key === 'string' ? { cert, key } : null;
}

export async function withdraw(state: Place): Promise<void> {
  await rm(announcementPath(state), { force: true });
}

function announcementPath({ machineDir }: Place): string {
  return join(machineDir, 'gateway.json');
}
