// Output of real programs at 100x30, see record.mts.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/recordings/', import.meta.url);

export const recordingNames = readdirSync(folder).map((name) => name.replace('.out', ''));

/** Those that tmux 3.3 keeps as they are: it cuts long combinations of characters short. */
export const settlingNames = recordingNames.filter((name) => name !== 'emoji');

export function recording(name: string): Buffer {
  return readFileSync(new URL(`${name}.out`, folder));
}
