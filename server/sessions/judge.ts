// What state a session is in, by what its folder says and which processes live. Decides and does
// nothing else.
import { unknownExitCode } from '../protocol/host.ts';
import type { EndReason, ExitRecord } from '../protocol/session.ts';
import { type BootedProcess, bootId, isAlive, type ProcessIdentity } from './process-identity.ts';
import type { HostRecord, KnownSpec } from './session-record.ts';

export type JudgedState =
  | { readonly kind: 'starting' }
  /** `pid` is the program's; null when another machine knows. */
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
}

/** A launcher that was killed may leave a host that is just coming up: it gets this long. */
export const hostComesUpWithinMs = 5000;

/** `running`: the identities of the hosts and launchers in question, asked for together. */
export function judge(
  { local, spec, host, exit }: Evidence,
  running: ReadonlyMap<number, ProcessIdentity>,
  now = Date.now(),
): JudgedState {
  if (exit !== null) return endedBy(exit);
  // Another machine's processes cannot be seen from here: last known is all there is.
  if (!local) return { kind: 'running', pid: null };
  if (host !== null) {
    return isAlive(host.host, running)
      ? { kind: 'running', pid: host.programPid }
      : lost(host.host);
  }
  if (spec.launcher !== null && isAlive(spec.launcher, running)) return { kind: 'starting' };
  const ageMs = now - Date.parse(spec.created);
  return ageMs >= 0 && ageMs < hostComesUpWithinMs ? { kind: 'starting' } : lost(spec.launcher);
}

/** `holder`: the host, or whoever was starting it. */
function lost(holder: BootedProcess | null): JudgedState {
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
