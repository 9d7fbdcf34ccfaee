import { describe, expect, it } from 'vitest';
import { parseStop } from '../../../client/session/process-answers.ts';
import { bytesInWords, countInWords, stopWords } from '../../../client/session/process-words.ts';

const python = {
  ...{ pid: 41233, name: 'python', command: 'python train.py', memoryBytes: 13_300_000_000 },
  gpus: [{ index: 0, memoryMiB: 39_100 }],
};
const answer = (parts: object) =>
  parseStop({ ended: [], survivors: [], stillHeld: [], ...parts }) ?? {
    ...{ ended: [], survivors: [], stillHeld: [] },
  };

describe('what a stop came to', () => {
  it('[KILL2] says what ended', () => {
    const { ended, warnings } = stopWords(
      answer({ ended: [1, 2, 3, 4, 5].map((pid) => ({ pid, name: 'sh' })) }),
      true,
    );
    expect(ended).toBe('Ended: sh (1), sh (2), sh (3), sh (4) and 1 more.');
    expect(warnings).toEqual([]);
  });

  it('[KILL3] warns of what is still there and of GPU memory that is still held', () => {
    expect(stopWords(answer({ survivors: [python] }), true).warnings).toEqual([
      'Could not be ended: python (41233).',
      'python (41233) still holds GPU 0 38.2 GB.',
    ]);
    expect(stopWords(answer({ survivors: [python] }), false).warnings[0]).toContain('still there');
    const held = answer({ stillHeld: [{ pid: 1, index: 1, memoryMiB: 512 }] });
    expect(stopWords(held, true).warnings).toEqual(['Memory not given back yet: GPU 1 512 MB.']);
  });

  it('[KILL1] processes are counted, with the GPUs they compute on', () => {
    expect(countInWords([python, { ...python, pid: 2, gpus: [] }])).toBe('2 processes, GPU 0');
    expect(countInWords([{ ...python, gpus: [] }])).toBe('1 process');
    expect(bytesInWords(310 * 1024 * 1024)).toBe('310 MB');
    expect(bytesInWords(13_300_000_000)).toBe('12.4 GB');
  });
});
