// What the gateway says of GPUs, checked before the page believes it. Whole values, or null.
import type { Gpu, GpusAnswer, SessionRef } from '../../server/protocol/job-page.ts';
import { parseSessionId, parseSessionName } from '../../server/protocol/names.ts';
import { fieldsOf, isCount, isText, numberOrNull, oneOf } from '../connection/guards.ts';

/** A GPU that a newer gateway words differently does not hide the others. */
export function parseGpus(value: unknown): GpusAnswer | null {
  const { gpus, problem } = fieldsOf(value);
  if (!Array.isArray(gpus)) return null;
  return {
    gpus: gpus.map(parseGpu).filter((gpu) => gpu !== null),
    problem: isText(problem) ? problem : null,
  };
}

function parseGpu(value: unknown): Gpu | null {
  const { index, vendor, name, memoryMiB, freeMiB, utilization, idle, sessions, others } =
    fieldsOf(value);
  const made = oneOf(vendor, ['nvidia', 'amd']);
  if (!isCount(index) || made === null || !isText(name)) return null;
  if (!Array.isArray(sessions)) return null;
  return {
    ...{ index, vendor: made, name },
    memoryMiB: numberOrNull(memoryMiB),
    freeMiB: numberOrNull(freeMiB),
    // A gateway of before it was told knew all about its GPUs, or said so.
    idle: idle === undefined ? true : idle === null ? null : idle === true,
    utilization: numberOrNull(utilization),
    sessions: sessions.map(parseRef).filter((session) => session !== null),
    others: others === true,
  };
}

function parseRef(value: unknown): SessionRef | null {
  const fields = fieldsOf(value);
  const id = parseSessionId(fields.id);
  const name = parseSessionName(fields.name);
  return id !== null && name !== null ? { id, name } : null;
}
