// An alert's id: it names what the alert is about, not when it was noticed, so that a gateway that looks at
// the same log again makes the same alert, which is there already.
import { createHash } from 'node:crypto';

/** 32 hexadecimal digits. */
export function keyOf(...about: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 32);
}
