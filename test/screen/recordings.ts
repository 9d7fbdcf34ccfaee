// Output of real programs at 100x30, see record.mts.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/recordings/', import.meta.url);

export const recordingNames = readdirSync(folder).map((name) => name.replace('.out', ''));

export function recording(name: string): Buffer {
  return readFileSync(new URL(`${name}.out`, folder));
}
