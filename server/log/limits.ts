// The sizes the output log keeps to. Bytes unless a name says otherwise.

export interface LogLimits {
  /** A segment's most bytes of output. */
  readonly segmentBytes: number;
  /** A segment is also closed when its timeline reaches this. */
  readonly timelineBytes: number;
  /** A session's raw segments, timelines included. */
  readonly sessionBytes: number;
  /** Output taken from the program but not yet on disk; what comes beyond is lost, and said to be. */
  readonly inFlightBytes: number;
  /** Marks of the time are at least this far apart. */
  readonly markEveryMs: number;
  readonly syncEveryMs: number;
  /** After a failed write, nothing is tried for this long. */
  readonly retryAfterMs: number;
  /** How long the end waits for a disk that does not answer. */
  readonly endWithinMs: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: LogLimits = {
  segmentBytes: 8 * MiB,
  timelineBytes: MiB,
  sessionBytes: 256 * MiB,
  inFlightBytes: 4 * MiB,
  markEveryMs: 1000,
  syncEveryMs: 30_000,
  retryAfterMs: 1000,
  endWithinMs: 10_000,
};

/** All sessions' raw segments on one machine. */
export const totalBytes = 4 * 1024 * MiB;
