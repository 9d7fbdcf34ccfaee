// What the gateway says of the processes in a session, checked before it is shown. Whole values, or null.
import type {
  GpuShare,
  ProcessesAnswer,
  SessionProcess,
  StopAnswer,
} from '../../server/protocol/job-page.ts';
import { fieldsOf, isCount, isText, numberOrNull, textOrNull } from '../connection/guards.ts';

export function parseProcesses(value: unknown): ProcessesAnswer | null {
  const { processes } = fieldsOf(value);
  return Array.isArray(processes) ? { processes: listOf(processes, parseProcess) } : null;
}

/** One that only says `{}` has stopped something all the same. */
export function parseStop(value: unknown): StopAnswer | null {
  const { ended, survivors, stillHeld } = fieldsOf(value);
  return {
    ended: listOf(ended, parseProcess),
    survivors: listOf(survivors, parseProcess),
    stillHeld: listOf(stillHeld, (each) => {
      const share = parseShare(each);
      const { pid } = fieldsOf(each);
      return share !== null && isCount(pid) ? { ...share, pid } : null;
    }),
  };
}

function parseProcess(value: unknown): SessionProcess | null {
  const { pid, name, command, memoryBytes, gpus } = fieldsOf(value);
  if (!isCount(pid) || !isText(name)) return null;
  return {
    ...{ pid, name },
    command: textOrNull(command),
    memoryBytes: numberOrNull(memoryBytes),
    gpus: listOf(gpus, parseShare),
  };
}

function parseShare(value: unknown): GpuShare | null {
  const { index, memoryMiB } = fieldsOf(value);
  return isCount(index) ? { index, memoryMiB: numberOrNull(memoryMiB) } : null;
}

function listOf<T>(value: unknown, parse: (each: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return [];
  return value.map(parse).filter((each) => each !== null);
}
