// The presets and the jobs started last, kept beside the sessions so that every device sees the same.
// Written by the gateway alone, of which there is one; refuses to know what a job means.
import { Failure } from '../protocol/failure.ts';
import { type JobRequest, type PresetFile, parseJob, parsePresets } from '../protocol/job.ts';
import type { Recent } from '../protocol/job-page.ts';
import { readJson, writeJsonAtomically } from './json-file.ts';
import type { StateDirectory } from './state-directory.ts';

/** More than a person scrolls through. */
const maxRecents = 50;

export class Presets {
  readonly #state: StateDirectory;
  /** Changes take turns, or two at once would both build on the same file. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(state: StateDirectory) {
    this.#state = state;
  }

  /** A damaged file counts as none: it is replaced at the next change. */
  list(): PresetFile {
    const kept = parsePresets(readJson(this.#state.presetsFile));
    return kept.ok ? kept.value : { outlive: 'presets', revision: 0, presets: [] };
  }

  /** Replaces all of them. Throws Failure bad-presets, presets-changed or disk-full. */
  replace(value: unknown): Promise<PresetFile> {
    return this.#inTurn(async () => {
      const wanted = parsePresets(value);
      if (!wanted.ok) throw new Failure('bad-presets', wanted.message);
      const { revision } = this.list();
      if (wanted.value.revision !== revision) throw new Failure('presets-changed');
      const next = { ...wanted.value, revision: revision + 1 };
      await writeJsonAtomically(this.#state.presetsFile, next);
      return next;
    });
  }

  /** Newest first. */
  recents(): Recent[] {
    const kept = readJson(this.#state.recentsFile);
    return Array.isArray(kept) ? kept.flatMap(readRecent) : [];
  }

  /** One that was there before, but for its name and values, moves to the top. */
  started(job: JobRequest, now = new Date()): Promise<void> {
    return this.#inTurn(async () => {
      const others = this.recents().filter((recent) => kindOf(recent.job) !== kindOf(job));
      const all = [{ job, startedAt: now.toISOString() }, ...others];
      await writeJsonAtomically(this.#state.recentsFile, all.slice(0, maxRecents));
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

function kindOf({ command, cwd, environment }: JobRequest): string {
  return JSON.stringify([command ?? '', cwd ?? '', environment ?? null]);
}

function readRecent(value: unknown): Recent[] {
  const { job, startedAt } = (value ?? {}) as Record<string, unknown>;
  const parsed = parseJob(job);
  return parsed.ok && typeof startedAt === 'string' ? [{ job: parsed.value, startedAt }] : [];
}
