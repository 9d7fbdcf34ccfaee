// What state a session is in, by what its folder says and which processes live. Decides and does
// nothing else.

import { bootId } from '../identity/boot.ts';
import {
  type BootedProcess,
  type ProcessIdentity,
  presenceOf,
} from '../identity/process-identity.ts';
import { unknownExitCode } from '../protocol/host.ts';
import type { EndReason, ExitRecord } from '../protocol/session.ts';
import type { HostRecord, KnownSpec } from './session-record.ts';

export type JudgedState =
  | { readonly kind: 'starting' }
  /** `pid` is the program's; null when it runs elsewhere: on another machine, in another PID namespace. */
  | { readonly kind: 'running'; readonly pid: number | null }
  | {
      readonly kind: 'ended';
      readonly reason: EndReason;
      /** Null when a signal ended it, or nobody saw the end. */
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly endedAt: string | null;
      /** Null unless it is lost. */
      readonly lostTo: 'host' | 'reboot' | null;
    };

export interface Evidence {
  readonly local: boolean;
  readonly spec: Pick<KnownSpec, 'created' | 'launcher'>;
  readonly host: HostRecord | null;
  readonly exit: ExitRecord | null;
  /** When its output was last written, where that is asked for. */
  readonly writtenMs?: number;
}

/** A launcher that was killed may leave a host that is just coming up: it gets this long. */
export const hostComesUpWithinMs = 5000;

/** `running`: the identities of the hosts and launchers in question, asked for together. */
export function judge(
  { local, spec, host, exit, writtenMs = 0 }: Evidence,
  running: ReadonlyMap<number, ProcessIdentity>,
  now = Date.now(),
): JudgedState {
  if (exit !== null) return endedBy(exit);
  // Another machine's processes cannot be seen from here: last known is all there is.
  if (!local) return { kind: 'running', pid: null };
  const holder = host?.host ?? spec.launcher;
  const presence = holder === null ? 'gone' : presenceOf(holder, { running, writtenMs });
  if (presence === 'elsewhere') return { kind: 'running', pid: null };
  if (host !== null) {
    return presence === 'alive' ? { kind: 'running', pid: host.programPid } : lost(holder);
  }
  if (presence === 'alive') return { kind: 'starting' };
  const ageMs = now - Date.parse(spec.created);
  return ageMs >= 0 && ageMs < hostComesUpWithinMs ? { kind: 'starting' } : lost(spec.launcher);
}

/** `holder`: the host, or whoever was starting it. */
export function lost(holder: BootedProcess | null): JudgedState {
  const lostTo = holder !== null && holder.bootId !== bootId() ? 'reboot' : 'host';
  return { kind: 'ended', reason: 'lost', exitCode: null, signal: null, endedAt: null, lostTo };
}

function endedBy({ exitCode, signal, reason, endedAt }: ExitRecord): JudgedState {
  return {
    kind: 'ended',
    reason,
    exitCode: signal === null && exitCode !== unknownExitCode ? exitCode : null,
    signal,
    endedAt: new Date(endedAt).toISOString(),
    lostTo: null,
  };
}
