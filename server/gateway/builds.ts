// Which builds are installed beside this code: an upgrade may have replaced some of them under processes
// that still run the old ones. Holds for the built program only.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runtimeHash } from '../sessions/runtime.ts';

/** Hexadecimal hashes of contents; null for a part that is missing. */
export interface Builds {
  readonly gateway: string | null;
  readonly host: string | null;
  readonly page: string | null;
}

const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const shownDigits = 12;

/** The gateway's alone: the others take more reading. */
export function gatewayBuild(): Promise<string | null> {
  return hashOf(built('../gateway/gateway.js'));
}

export async function installedBuilds(): Promise<Builds> {
  const [gateway, host, page] = await Promise.all([
    gatewayBuild(),
    runtimeHash(built('../host')).catch(() => null),
    hashOf(built('../../client/index.html')),
  ]);
  return { gateway, host: host?.slice(0, shownDigits) ?? null, page };
}

async function hashOf(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return null;
  return createHash('sha256').update(bytes).digest('hex').slice(0, shownDigits);
}
