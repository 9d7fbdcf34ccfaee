import { describe, expect, it } from 'vitest';
import { parseGpus } from '../../../client/machine/gpu-answers.ts';
import { freeInWords, loadInWords, memoryInWords } from '../../../client/machine/gpu-words.ts';

const gpu = { index: 0, vendor: 'nvidia', name: 'A100', memoryMiB: 81920, freeMiB: 6100 };
const words = (changes: object) => {
  const answer = { gpus: [{ ...gpu, utilization: 97, sessions: [], others: false, ...changes }] };
  const [first] = parseGpus(answer)?.gpus ?? [];
  return first === undefined ? null : loadInWords(first);
};

describe('a GPU', () => {
  it('[FORM4] is told by how busy it is, and whose', () => {
    const train = { id: 'abcd1234', name: 'train' };
    expect(words({ sessions: [train] })).toBe('97% · train');
    expect(words({ sessions: [train, { id: 'abcd1235', name: 'b' }] })).toBe('97% · train +1');
    expect(words({ others: true, utilization: null })).toBe('others');
    expect(words({ utilization: 0 })).toBe('free');
    expect(memoryInWords(6100)).toBe('6 GB');
    expect(memoryInWords(80900)).toBe('79 GB');
  });

  it('[JOB23] is called free only where something says so', () => {
    const untold = { memoryMiB: null, freeMiB: null, utilization: null, idle: null };
    expect(words(untold)).toBe('may be in use');
    expect(words({ ...untold, others: true })).toBe('others');
    expect(words({ ...untold, utilization: 0, idle: true })).toBe('free');
    expect(words({ utilization: 0, idle: false })).toBe('in use');
    const [gpu] =
      parseGpus({ gpus: [{ index: 0, vendor: 'nvidia', name: 'x', ...untold, sessions: [] }] })
        ?.gpus ?? [];
    expect(gpu && freeInWords(gpu)).toBe('memory unknown');
  });

  it('[PAGE32] one that cannot be read hides no other', () => {
    expect(words({ index: -1 })).toBeNull();
    expect(parseGpus({ gpus: 'none' })).toBeNull();
    expect(words({ sessions: [{ id: 'no id' }], utilization: 4 })).toBe('free');
  });
});
