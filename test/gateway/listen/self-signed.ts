import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A self-signed certificate, as --tls-cert and --tls-key take it. */
export async function selfSigned(folder: string, name: string) {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${name}`;
  await promisify(execFile)('openssl', [
    ...words.split(' '),
    '-keyout',
    files.key,
    '-out',
    files.cert,
  ]);
  return files;
}
