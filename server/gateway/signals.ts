// How the gateway lives in its process: it outlasts the terminal it was started from, and stops in
// good order when asked to.

/** Ctrl+C and SIGTERM call `stop`; a second one ends the process at once. Returns what undoes it. */
export function obeySignals(stop: () => void): () => void {
  let asked = false;
  const onStop = () => {
    if (asked) process.exit(1);
    asked = true;
    stop();
  };
  const ignore = () => {};
  process.on('SIGHUP', ignore);
  process.on('SIGINT', onStop);
  process.on('SIGTERM', onStop);
  // A terminal that is gone answers EIO, a closed pipe EPIPE: what was to be said there is lost.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore);
  return () => {
    process.off('SIGHUP', ignore);
    process.off('SIGINT', onStop);
    process.off('SIGTERM', onStop);
    for (const stream of [process.stdout, process.stderr]) stream.off('error', ignore);
  };
}
