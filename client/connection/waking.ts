// Tells when the page may have slept: a backgrounded page loses its connection without an event.

/** Calls `wake` whenever the page is shown again, or the network comes or goes. Returns what stops it. */
export function onWaking(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') wake();
  };
  document.addEventListener('visibilitychange', shown);
  // A page that was frozen is not always hidden first.
  document.addEventListener('resume', shown);
  addEventListener('pageshow', shown);
  const stop = onNetwork(wake);
  return () => {
    document.removeEventListener('visibilitychange', shown);
    document.removeEventListener('resume', shown);
    removeEventListener('pageshow', shown);
    stop();
  };
}

/** Calls `changed` when this device gets a network or loses it. Returns what stops it. */
export function onNetwork(changed: (there: boolean) => void): () => void {
  const online = () => changed(true);
  const offline = () => changed(false);
  addEventListener('online', online);
  addEventListener('offline', offline);
  return () => {
    removeEventListener('online', online);
    removeEventListener('offline', offline);
  };
}
