// The values that placeholders were given last on this device, so that a preset is a tap again.
import { fieldsOf, isText } from '../../connection/guards.ts';
import { readStored, storedKeys, writeStored } from '../../connection/storage.ts';

const most = 60;

export function rememberedValue(name: string): string {
  const stored = fieldsOf(readStored(storedKeys.values));
  const value = Object.hasOwn(stored, name) ? stored[name] : undefined;
  return isText(value) ? value : '';
}

/** The latest are kept. */
export function rememberValues(values: Readonly<Record<string, string>>): void {
  const given = Object.entries(values).filter(([, value]) => value.trim() !== '');
  if (given.length === 0) return;
  const names = new Set(given.map(([name]) => name));
  const older = Object.entries(fieldsOf(readStored(storedKeys.values))).filter(
    ([name, value]) => !names.has(name) && isText(value),
  );
  writeStored(storedKeys.values, Object.fromEntries([...given, ...older].slice(0, most)));
}
