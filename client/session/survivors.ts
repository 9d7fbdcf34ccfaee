// The processes that a stop could not end: another user's, or such as the kernel holds.
import { fieldsOf, isText } from '../connection/guards.ts';

/** As `name (pid)`. Empty when nothing survived. */
export function parseSurvivors(answer: unknown): string[] {
  const { survivors } = fieldsOf(answer);
  if (!Array.isArray(survivors)) return [];
  return survivors.map((survivor: unknown) => {
    const { pid, name } = fieldsOf(survivor);
    return `${isText(name) ? name : 'a process'} (${typeof pid === 'number' ? pid : '?'})`;
  });
}
