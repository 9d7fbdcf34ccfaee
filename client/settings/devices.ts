// A paired device as the gateway lists it.
import { fieldsOf, isText } from '../connection/guards.ts';

export interface PairedDevice {
  readonly id: string;
  readonly name: string;
  /** ISO times. */
  readonly created: string | null;
  readonly lastUsed: string | null;
  /** Where it was last seen. */
  readonly address: string | null;
  /** This very device. */
  readonly current: boolean;
  /** When its time is over, for one that may only watch a session. */
  readonly watchesUntil: string | null;
}

export function parseDevices(value: unknown): PairedDevice[] | null {
  return Array.isArray(value) ? value.map(parseDevice).filter((device) => device !== null) : null;
}

function parseDevice(value: unknown): PairedDevice | null {
  const { id, name, created, lastUsed, address, current, view } = fieldsOf(value);
  if (!isText(id) || !isText(name)) return null;
  const textOrNull = (field: unknown) => (isText(field) ? field : null);
  return {
    ...{ id, name, current: current === true },
    ...{
      created: textOrNull(created),
      lastUsed: textOrNull(lastUsed),
      address: textOrNull(address),
      watchesUntil: textOrNull(fieldsOf(view).until),
    },
  };
}
