// A machine short of files, processes or memory ends no gateway: what failed for that is told, and the
// rest goes on. Everything else that nobody caught is a bug, and ends it as before.

const shortages = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS', 'ENOSPC', 'EDQUOT']);
const tellEveryMs = 60_000;

export function isShortage(error: unknown): error is NodeJS.ErrnoException {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && shortages.has(code);
}

/** Returns what ends it. */
export function outliveShortages(log: (line: string) => void): () => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const take = (error: Error) => {
    if (!isShortage(error)) {
      log(error.stack ?? String(error));
      process.exit(1);
    }
    const now = performance.now();
    if (now - toldAt > tellEveryMs)
      log(`outlive: the machine is short of something: ${error.message}`);
    toldAt = now;
  };
  process.on('uncaughtException', take);
  return () => process.off('uncaughtException', take);
}
