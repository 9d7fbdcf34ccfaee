// Whether a disk can be trusted to take a few bytes at once, so that an echo need not wait for
// another thread. A disk behind a network can hang, and is never waited for.
import { statfs } from 'node:fs/promises';

/** Types of local file systems (statfs(2), linux/magic.h): ext2-4, XFS, Btrfs, tmpfs, overlay, ZFS, F2FS. */
const localTypes = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010,
]);

const promptBytes = 4096;
/** A disk that took longer is not waited for again for a while: the longer, the oftener that happens. */
const slowMs = 20;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;

export class PromptDisk {
  readonly #isLocal: boolean;
  readonly #now: () => number;
  #pauseMs = firstPauseMs;
  #notBefore = Number.NEGATIVE_INFINITY;

  /** `now` in milliseconds of a clock that does not jump. */
  constructor(isLocal: boolean, now = () => performance.now()) {
    this.#isLocal = isLocal;
    this.#now = now;
  }

  static async of(directory: string): Promise<PromptDisk> {
    if (process.platform !== 'linux') return new PromptDisk(false);
    const found = await statfs(directory).catch(() => null);
    return new PromptDisk(found !== null && localTypes.has(found.type));
  }

  takesAtOnce(bytes: number): boolean {
    return this.#isLocal && bytes <= promptBytes && this.#now() >= this.#notBefore;
  }

  /** A write at once took so long. */
  took(ms: number): void {
    if (ms > slowMs) {
      this.#notBefore = this.#now() + this.#pauseMs;
      this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    } else this.#pauseMs = Math.max(firstPauseMs, this.#pauseMs / 2);
  }
}
