// Tells when the page may have slept: a backgrounded page loses its connection without an event.

/** Calls `wake` whenever the page is shown again or the network is back. Returns what stops it. */
export function onWaking(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') wake();
  };
  document.addEventListener('visibilitychange', shown);
  addEventListener('pageshow', shown);
  addEventListener('online', wake);
  return () => {
    document.removeEventListener('visibilitychange', shown);
    removeEventListener('pageshow', shown);
    removeEventListener('online', wake);
  };
}
