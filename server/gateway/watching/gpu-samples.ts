// Samples of the GPUs for the sessions that compute on them: taken while a page looks or a job runs,
// kept beside the session's other files.
import { join } from 'node:path';
import type { GpuPower } from '../../machine/gpu-power.ts';
import type { GpuState, Looked } from '../../machine/gpu-state.ts';
import { hasChosen } from '../../machine/gpus.ts';
import type { Lease } from '../../machine/leases.ts';
import type { GpuSample, ReportGpu } from '../../protocol/watch-report.ts';
import { readJson, writeJsonAtomically } from '../../sessions/json-file.ts';
import { markOf } from '../../sessions/process-table.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import {
  addSample,
  type GpuHistory,
  type GpuWork,
  parseHistories,
  samplesSince,
  workOfGpu,
  workOfGpus,
} from '../../watch/gpu-history.ts';

const everyMs = 10_000;
/** What is lost at most when the gateway is killed. */
const keepEveryMs = 60_000;
/** An older word about a GPU is none. */
const freshMs = 3 * everyMs;

export interface GpuSamplesParts {
  readonly look: () => Promise<Looked>;
  readonly power: (vendor: GpuState['vendor']) => Promise<readonly GpuPower[]>;
  readonly leases: () => Promise<readonly Lease[]>;
  readonly sessions: () => readonly SessionEntry[];
  readonly isLookedAt: () => boolean;
  readonly now?: () => number;
}

interface Sampled {
  readonly dir: string;
  readonly histories: GpuHistory[];
  work: GpuWork;
  at: number;
  keptAt: number;
}

export class GpuSamples {
  readonly #parts: GpuSamplesParts;
  readonly #sampled = new Map<string, Sampled>();
  readonly #ticking: NodeJS.Timeout;
  #taking: Promise<void> | null = null;

  constructor(parts: GpuSamplesParts) {
    this.#parts = parts;
    this.#ticking = setInterval(() => void this.take().catch(() => {}), everyMs).unref();
  }

  get #now(): number {
    return (this.#parts.now ?? Date.now)();
  }

  /** Those that are newer than `since` (ms since 1970), all where that is null. */
  of({ id, dir }: Pick<SessionEntry, 'id' | 'dir'>, since: number | null): ReportGpu[] {
    return samplesSince(this.#sampled.get(id)?.histories ?? readHistories(dir), since);
  }

  /** What the session's GPUs do now; null where that is not known. */
  workOf(id: string): GpuWork {
    const sampled = this.#sampled.get(id);
    return sampled === undefined || this.#now - sampled.at > freshMs ? null : sampled.work;
  }

  /** Samples are taken one after the other, however long a driver takes. */
  take(): Promise<void> {
    this.#taking ??= this.#take()
      .catch(() => {}) // A driver that is broken, a disk that is full: there is no sample then.
      .finally(() => {
        this.#taking = null;
      });
    return this.#taking;
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking);
    await this.#taking;
    await Promise.all([...this.#sampled.values()].map((sampled) => this.#keep(sampled)));
  }

  async #take(): Promise<void> {
    const running = this.#parts
      .sessions()
      .filter(({ state, local }) => local && state.kind === 'running');
    await this.#letGo(new Set(running.map(({ id }) => id)));
    const isJob = (entry: SessionEntry) => entry.spec.job !== null || this.#sampled.has(entry.id);
    if (!running.some((entry) => this.#parts.isLookedAt() || isJob(entry))) return;
    const looked = await this.#parts.look();
    const [first] = looked.gpus;
    if (first === undefined) return;
    const [power, leases] = await Promise.all([
      this.#parts.power(first.vendor),
      this.#parts.leases(),
    ]);
    const now = this.#now;
    const seen = { looked, power, leases, now };
    for (const entry of running) await this.#sample(entry, seen);
  }

  async #sample(entry: SessionEntry, { looked, power, leases, now }: Seen): Promise<void> {
    const works: GpuWork[] = [];
    for (const gpu of looked.gpus) {
      const own = looked.uses.filter(
        ({ index, pid }) => index === gpu.index && pid !== null && markOf(pid) === entry.id,
      );
      const isLeased = leases.some(
        ({ index, session }) => index === gpu.index && session === entry.id,
      );
      if (own.length === 0 && !isLeased && !hasChosen(entry, gpu.index)) continue;
      const found = power.find(({ index }) => index === gpu.index);
      const sample = sampleOf(gpu, found, own, now);
      if (own.length > 0)
        works.push(workOfGpu({ ...sample, limitWatts: found?.limitWatts ?? null }));
      const { index, name, memoryMiB: totalMiB } = gpu;
      addSample(this.#of(entry).histories, { index, name, totalMiB }, sample);
    }
    const sampled = this.#sampled.get(entry.id);
    if (sampled === undefined) return;
    sampled.work = workOfGpus(works);
    sampled.at = now;
    if (now - sampled.keptAt >= keepEveryMs) await this.#keep(sampled);
  }

  #of({ id, dir }: SessionEntry): Sampled {
    const known = this.#sampled.get(id);
    if (known !== undefined) return known;
    const now = this.#now;
    const histories = readHistories(dir);
    const sampled = { dir, histories, work: null, at: now, keptAt: now };
    this.#sampled.set(id, sampled);
    return sampled;
  }

  async #letGo(running: ReadonlySet<string>): Promise<void> {
    for (const [id, sampled] of this.#sampled) {
      if (running.has(id)) continue;
      await this.#keep(sampled);
      this.#sampled.delete(id);
    }
  }

  /** Best effort: the session's folder may be gone, the disk full. */
  async #keep(sampled: Sampled): Promise<void> {
    sampled.keptAt = this.#now;
    await writeJsonAtomically(fileIn(sampled.dir), sampled.histories).catch(() => {});
  }
}

interface Seen {
  readonly looked: Looked;
  readonly power: readonly GpuPower[];
  readonly leases: readonly Lease[];
  readonly now: number;
}

const fileIn = (dir: string) => join(dir, 'gpus.json');

function readHistories(dir: string): GpuHistory[] {
  try {
    return parseHistories(readJson(fileIn(dir)));
  } catch {
    return [];
  }
}

function sampleOf(
  { memoryMiB, freeMiB, utilization }: GpuState,
  power: GpuPower | undefined,
  own: Looked['uses'],
  time: number,
): GpuSample {
  const held = own.map((use) => use.memoryMiB).filter((mib) => mib !== null);
  return {
    time,
    use: utilization,
    memoryMiB: memoryMiB === null || freeMiB === null ? null : memoryMiB - freeMiB,
    watts: power?.watts ?? null,
    celsius: power?.celsius ?? null,
    ownMemoryMiB: held.length === 0 ? null : held.reduce((sum, mib) => sum + mib, 0),
  };
}
