// A link to a host that is made anew when it is lost, until the session has ended. Knows when to
// try again and who waits; what comes over the link is for others.
import { Failure } from '../../protocol/failure.ts';
import type { HostLink } from '../../sessions/link.ts';

export interface LastingLinkParts {
  readonly open: () => Promise<HostLink>;
  /** There is a link. Listeners attached within the call miss nothing. */
  readonly taken: (link: HostLink) => void;
  /** It is time to see whether the session still runs: then `connect` is to be called again. */
  readonly lost: () => void;
}

const firstRetryMs = 50;
const lastRetryMs = 2000;
/** How long somebody waits for a link that is being made. */
const patienceMs = 3000;

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'linked'; readonly link: HostLink }
  /** It cannot be had by this gateway. */
  | { readonly kind: 'refused'; readonly why: Failure }
  /** The session has ended, or nobody wants the link any more. */
  | { readonly kind: 'over' };

export class LastingLink {
  readonly #parts: LastingLinkParts;
  readonly #waiting = new Set<() => void>();
  #state: State = { kind: 'none' };
  #retry: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  /** Why there was none the last time. */
  #trouble: Failure | null = null;

  constructor(parts: LastingLinkParts) {
    this.#parts = parts;
  }

  /** The link there is now. */
  get current(): HostLink | null {
    return this.#state.kind === 'linked' ? this.#state.link : null;
  }

  connect(): void {
    if (this.#state.kind !== 'none') return;
    clearTimeout(this.#retry);
    this.#state = { kind: 'connecting' };
    this.#parts.open().then(
      (link) => this.#take(link),
      (error: unknown) => this.#refused(error),
    );
  }

  /**
   * Waits for a link; null when there will be none. Throws `newer-host`, or what stood in the way
   * (`host-gone`, `host-silent`) when it takes too long.
   */
  async wait(name: string): Promise<HostLink | null> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      if (this.#state.kind === 'linked') return this.#state.link;
      if (this.#state.kind === 'over') return null;
      if (this.#state.kind === 'refused') throw this.#state.why;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw this.#trouble ?? new Failure('host-gone', name);
      await this.#woken(leftMs);
    }
  }

  /** No more links. May be called twice. */
  end(): void {
    const { current } = this;
    this.#state = { kind: 'over' };
    clearTimeout(this.#retry);
    current?.close();
    this.#wake();
  }

  #take(link: HostLink): void {
    if (this.#state.kind !== 'connecting') {
      link.close();
      return;
    }
    this.#state = { kind: 'linked', link };
    this.#trouble = null;
    this.#retryMs = firstRetryMs;
    link.on('close', () => {
      if (this.current === link) this.#tryLater();
    });
    this.#parts.taken(link);
    this.#wake();
  }

  #refused(error: unknown): void {
    if (this.#state.kind !== 'connecting') return;
    this.#trouble = error instanceof Failure ? error : null;
    // A newer host stays one: asking again is for a newer gateway.
    if (error instanceof Failure && error.code === 'newer-host') {
      this.#state = { kind: 'refused', why: error };
      this.#wake();
    } else this.#tryLater();
  }

  /** The host may have died, or closed this connection only: whoever judges sessions tells. */
  #tryLater(): void {
    this.#state = { kind: 'none' };
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#parts.lost, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  #woken(mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, mostMs);
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
