// The signals that mean something to an attached terminal.

export interface SignalActions {
  end(signal: NodeJS.Signals): void;
  suspend(): void;
  resume(): void;
}

const ends: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGQUIT'];

/** Returns what gives them their usual meanings back. */
export function onSignals({ end, suspend, resume }: SignalActions): () => void {
  const listeners: (readonly [NodeJS.Signals, () => void])[] = [
    ...ends.map((signal) => [signal, () => end(signal)] as const),
    ['SIGTSTP', suspend],
    ['SIGCONT', resume],
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
