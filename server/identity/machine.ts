// Which machine this is. Images are cloned with their machine-id, and hostnames repeat (localhost), so
// neither alone will do.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { bootId } from './boot.ts';

export interface Machine {
  /** 8 hex digits of machine-id and hostname. Short: it is part of sockets' paths. */
  readonly id: string;
  /** For people, and as a folder's name: the hostname up to its first dot. */
  readonly name: string;
  readonly bootId: string;
}

export function thisMachine(): Machine {
  const host = hostname();
  const id = createHash('sha256').update(`${machineId()}\n${host}`).digest('hex').slice(0, 8);
  return { id, name: machineName(host), bootId: bootId() };
}

/** Without anything unusual. */
export function machineName(host: string): string {
  const short = host.split('.')[0] ?? '';
  return short.replace(/[^A-Za-z0-9._-]+/g, '-') || 'localhost';
}

/** Empty where there is none: in most containers, on macOS. Source: machine-id(5). */
function machineId(): string {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      // The next one may be there.
    }
  }
  return '';
}
