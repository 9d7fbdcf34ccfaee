// What the system is short of when it starts no view process, in words that say what to do, and when
// it is to be asked again.
import { Failure } from '../../protocol/failure.ts';
import { systemFailure } from '../../sessions/file-failure.ts';

const firstRetryMs = 1000;
const longestRetryMs = 30_000;

export class Shortage {
  #failure: Failure | null = null;
  #retryMs = firstRetryMs;

  /** What those who wait are told while it lasts. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** A process could not be started: tries again after so many ms, twice as many each time. */
  met(why: NodeJS.ErrnoException): { failure: Failure; retryMs: number } {
    this.#failure = new Failure('log-unavailable', shortageWords(why));
    const retryMs = this.#retryMs;
    this.#retryMs = Math.min(longestRetryMs, retryMs * 2);
    return { failure: this.#failure, retryMs };
  }

  over(): void {
    this.#failure = null;
    this.#retryMs = firstRetryMs;
  }
}

/** Why a process could not be started, or a file opened. */
export function shortageWords(why: NodeJS.ErrnoException): string {
  if (why.code === 'ENOENT')
    return 'its program is gone. Was it removed? "outlive serve" starts the one there is now.';
  return systemFailure(why)?.message ?? `${why.message}.`;
}
