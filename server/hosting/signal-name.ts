// A signal's number as people know it.
import { constants } from 'node:os';

/** The signal's name, such as SIGKILL. */
export function signalName(signal: number): string {
  const known = Object.entries(constants.signals).find(([, number]) => number === signal);
  return known?.[0] ?? `signal ${signal}`;
}
