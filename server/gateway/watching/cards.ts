// What the list says of every session's run. Looks at processes where that matters, a few at a time,
// and tells whose card has changed.
import { workOf } from '../../machine/at-work.ts';
import type { WatchWire } from '../../protocol/watch.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { GpuWork } from '../../watch/gpu-history.ts';
import type { Vitals } from '../../watch/vitals.ts';
import { readCard, writeCard } from './card-file.ts';
import { SessionCard } from './session-card.ts';

const tickMs = 1000;
const keepEveryMs = 10_000;

interface Known {
  readonly card: SessionCard;
  entry: SessionEntry;
  told: string;
  /** When what is told was last compared with what is so. */
  comparedAt: number;
  kept: string;
  keptAt: number;
}

export interface CardsParts {
  /** The card of this session says something else now. */
  readonly changed: (id: string) => void;
  readonly gpuWork: (id: string) => GpuWork;
  readonly now?: () => number;
}

export class Cards {
  readonly #parts: CardsParts;
  readonly #known = new Map<string, Known>();
  readonly #ticking: NodeJS.Timeout;

  constructor(parts: CardsParts) {
    this.#parts = parts;
    this.#ticking = setInterval(() => this.tick(), tickMs).unref();
  }

  get #now(): number {
    return (this.#parts.now ?? Date.now)();
  }

  /** Takes a session in, with what was known of it before. */
  async add(entry: SessionEntry): Promise<void> {
    const kept = await readCard(entry.dir);
    if (this.#known.has(entry.id)) return;
    const card = new SessionCard(kept?.watch ?? null);
    this.#known.set(entry.id, { card, entry, told: '', comparedAt: 0, kept: '', keptAt: 0 });
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  /** What the card of this session, which is as `entry` says, is sent; null for nothing. */
  of(entry: SessionEntry): WatchWire | null {
    const known = this.#known.get(entry.id);
    if (known === undefined) return null;
    known.entry = entry;
    return known.card.wire(entry.state.kind === 'ended', this.#now);
  }

  tell(id: string, vitals: Vitals): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    known.card.tell(vitals, this.#now);
    this.#compare(id, known);
  }

  tick(): void {
    const now = this.#now;
    for (const [id, known] of this.#known) {
      const { state } = known.entry;
      if (state.kind === 'running' && state.pid !== null && known.card.isToBeLookedAt(now))
        known.card.look(workOf(state.pid), this.#parts.gpuWork(id), now);
      // What has had news this second has been compared with them.
      if (now - known.comparedAt >= tickMs) this.#compare(id, known);
    }
  }

  close(): void {
    clearInterval(this.#ticking);
  }

  #compare(id: string, known: Known): void {
    const wire = this.of(known.entry);
    const words = JSON.stringify(wire);
    if (known.told !== words) {
      known.told = words;
      this.#parts.changed(id);
    }
    const now = this.#now;
    known.comparedAt = now;
    if (known.kept === words || now - known.keptAt < keepEveryMs || wire === null) return;
    known.kept = words;
    known.keptAt = now;
    void writeCard(known.entry.dir, now, wire);
  }
}
