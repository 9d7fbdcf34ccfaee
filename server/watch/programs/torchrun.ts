// torchrun ends with a block that says which rank failed first.
import { addEvent } from '../events.ts';
import type { Program } from './program.ts';

const blockRows = 8;

export const torchrun: Program = {
  sees: ({ text }, state) =>
    text.startsWith('Root Cause (first observed failure)') || state.notes.rootCause !== undefined,
  amend(reading, state, { offset, line, time }) {
    const { text } = reading;
    if (text.startsWith('Root Cause')) {
      state.notes.rootCause = state.rows;
      return;
    }
    reading.pairs = [];
    const isPast = state.rows - Number(state.notes.rootCause) > blockRows;
    const rank = /^rank {1,8}: (\d{1,6}) /.exec(text)?.[1];
    if (rank !== undefined) state.notes.failedRank = Number(rank);
    const exit = /^exitcode {1,4}: (-?\d{1,4}) /.exec(text)?.[1];
    if (exit !== undefined && state.notes.failedRank !== undefined) {
      const failed = Number(state.notes.failedRank);
      addEvent(state, {
        kind: 'rankFailed',
        text: `rank ${failed} failed first, exit ${exit}`,
        serious: true,
        rank: failed,
        offset,
        line,
        time,
        step: state.step,
      });
    }
    if (isPast || exit !== undefined) {
      delete state.notes.rootCause;
      delete state.notes.failedRank;
    }
  },
};
