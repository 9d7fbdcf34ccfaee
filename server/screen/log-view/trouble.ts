// How many lines of a stretch look like errors, and how many like warnings, by the flags that the index
// has of each.
import type { LogTrouble } from '../../protocol/log-view.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { flagsAt, indexBytes, lineFlag } from '../transcript/record.ts';

/** Index records read at once. */
const stretchLines = 64 * 1024;

/** Of the settled lines [from, to), as far as they are kept. */
export async function countTrouble(
  files: LineFiles,
  stretch: { readonly from: number; readonly to: number },
): Promise<LogTrouble> {
  const to = Math.min(stretch.to, files.endLine);
  let [errors, warnings] = [0, 0];
  for (let at = Math.max(stretch.from, files.firstLine); at < to; ) {
    const found = await files.index(at, Math.min(stretchLines, to - at));
    if (found === null) break;
    const { records } = found;
    for (let flags = flagsAt; flags < records.length; flags += indexBytes) {
      const bits = records[flags] as number;
      if ((bits & lineFlag.error) !== 0) errors++;
      if ((bits & lineFlag.warning) !== 0) warnings++;
    }
    at += records.length / indexBytes;
  }
  return { errors, warnings };
}
