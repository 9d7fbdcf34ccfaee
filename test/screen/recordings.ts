// Output of real programs at 100x30, see record.mts.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/recordings/', import.meta.url);

export const recordingNames = readdirSync(folder).map((name) => name.replace('.out', ''));

/** They go on drawing on the normal screen by coordinates of the size they were recorded at. */
export const drawingNames = ['git-log-less', 'python', 'region'];

/** tmux 3.3 cuts long combinations of characters short. */
export const combiningNames = ['emoji'];

/** Those that tmux keeps as they are, resized or not. */
export const settlingNames = recordingNames.filter(
  (name) => !drawingNames.includes(name) && !combiningNames.includes(name),
);

export function recording(name: string): Buffer {
  return readFileSync(new URL(`${name}.out`, folder));
}
