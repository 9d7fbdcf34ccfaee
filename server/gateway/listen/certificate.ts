// The TLS certificate and key, read again when they are renewed: a gateway runs for months.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Failure } from '../../protocol/failure.ts';
import { watchFolder } from '../watch-folder.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Certificate {
  close(): void;
}

interface Pem {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
}

/** The two files change one after the other. */
const settleMs = 500;

/** Throws `bad-request` in words when the files cannot be used now; later a bad pair is passed over. */
export async function followCertificate(
  files: TlsFiles,
  use: (context: Pem) => void,
): Promise<Certificate> {
  use(await read(files));
  let timer: NodeJS.Timeout | undefined;
  const renew = () => {
    clearTimeout(timer);
    // Half a pair, or none: the one in use stays until there is a whole one.
    timer = setTimeout(() => void read(files).then(use, () => {}), settleMs);
  };
  const folders = new Set([dirname(files.cert), dirname(files.key)]);
  const unwatch = [...folders].map((folder) => watchFolder(folder, renew));
  return {
    close: () => {
      clearTimeout(timer);
      for (const end of unwatch) end();
    },
  };
}

async function read(files: TlsFiles): Promise<Pem> {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
    createSecureContext({ cert, key });
    return { cert, key, minVersion: 'TLSv1.2' };
  } catch (error) {
    const why = (error as Error).message;
    throw new Failure(
      'bad-request',
      `The certificate ${files.cert} and its key ${files.key} cannot be used: ${why}. Give PEM files that belong together.`,
    );
  }
}
