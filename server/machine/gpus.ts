// The GPUs of this machine and who has them. Asks at most once in a moment, however many want to know.
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isInitialNamespace } from '../identity/boot.ts';
import type { Gpu, GpusAnswer, SessionRef } from '../protocol/job-page.ts';
import { markOf } from '../sessions/process-table.ts';
import type { SessionEntry } from '../sessions/session-directory.ts';
import { lookAtAmd } from './amd.ts';
import type { GpuUse, Looked } from './gpu-state.ts';
import { filesIn, type Lease } from './leases.ts';
import { lookAtNvidia } from './nvidia.ts';
import { searchFolders } from './programs.ts';

/** One look costs the driver up to a second. */
const freshMs = 1000;
/** One that does not answer leaves a process behind that nothing ends: not again and again. */
const patienceMs = 30_000;

const none: Looked = { gpus: [], uses: [], problem: null, late: false };

export class Gpus {
  readonly #folders: () => readonly string[];
  #last: { readonly at: number; readonly looked: Promise<Looked> } | null = null;

  #silentUntil = 0;

  constructor(folders: () => readonly string[] = () => searchFolders()) {
    this.#folders = folders;
  }

  /** As they are now, or were a moment ago. */
  look({ now = performance.now(), anew = false } = {}): Promise<Looked> {
    if (this.#last !== null && !anew && now - this.#last.at < freshMs) return this.#last.looked;
    if (now < this.#silentUntil && this.#last !== null) return this.#last.looked;
    const looked = this.#ask();
    this.#last = { at: now, looked };
    return looked;
  }

  async #ask(): Promise<Looked> {
    const folders = this.#folders();
    const [nvidia, amd] = await Promise.all([lookAtNvidia(folders), lookAtAmd(folders)]);
    if (nvidia?.late || amd?.late) this.#silentUntil = performance.now() + patienceMs;
    // A computer has one maker's GPUs to compute on; its processor's own graphics may be another's.
    const found = [nvidia, amd].find((each) => each !== null && each.gpus.length > 0);
    const looked = found ?? nvidia ?? amd ?? none;
    return isInitialNamespace() ? looked : { ...looked, uses: looked.uses.map(ofThisNamespace) };
  }
}

/**
 * Drivers may tell of processes by the machine's numbers, which mean others in a container: ours is one
 * that has a GPU open.
 */
export function ofThisNamespace(use: GpuUse): GpuUse {
  return use.pid !== null && hasGpuOpen(use.pid) ? use : { ...use, pid: null };
}

function hasGpuOpen(pid: number): boolean {
  const folder = `/proc/${pid}/fd`;
  const isGpu = (fd: string): boolean => {
    try {
      return /^\/dev\/(nvidia\d|kfd$|dri\/)/.test(readlinkSync(join(folder, fd)));
    } catch {
      return false; // Just closed.
    }
  };
  return filesIn(folder).some(isGpu);
}

/** With the sessions that have them: chosen for, taken by, or computing on. */
export function withSessions(
  { gpus, uses, problem }: Looked,
  { sessions, leases }: { sessions: readonly SessionEntry[]; leases: readonly Lease[] },
): GpusAnswer {
  const own = sessions.filter(({ ofOtherMachine }) => !ofOtherMachine);
  const live = own.filter(({ state }) => state.kind !== 'ended');
  const marks = new Map(uses.map(({ pid }) => [pid, pid === null ? null : markOf(pid)]));
  const shown = gpus.map(({ slices, ...gpu }): Gpu => {
    const here = uses.filter(({ index }) => index === gpu.index);
    const ids = new Set([
      ...live.filter((entry) => hasChosen(entry, gpu.index)).map(({ id }) => id as string),
      ...leases.filter(({ index }) => index === gpu.index).map(({ session }) => session),
      ...here.map(({ pid }) => marks.get(pid) ?? null),
    ]);
    const having = own.filter(({ id }) => ids.has(id)).map(refTo);
    const others = here.some(({ pid }) => !sessions.some(({ id }) => id === marks.get(pid)));
    return { ...gpu, sessions: having, others };
  });
  return { gpus: shown, problem };
}

/** Whether a person gave this GPU to the session, which has not ended. */
export function hasChosen({ spec, state }: SessionEntry, index: number): boolean {
  const { gpus, startWhen } = spec.job ?? {};
  if (state.kind === 'ended' || !Array.isArray(gpus)) return false;
  return !(startWhen !== undefined && 'gpus' in startWhen) && gpus.includes(index);
}

function refTo({ id, spec }: SessionEntry): SessionRef {
  return { id, name: spec.name };
}
