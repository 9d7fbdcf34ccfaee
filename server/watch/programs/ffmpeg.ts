// ffmpeg tells how much of the input's duration it is through.
import { lex } from '../lex.ts';
import type { Program } from './program.ts';

const duration = /^Duration: (\d\d:\d\d:\d\d\.\d\d), /;
const at = /^(?:frame|size)= {0,8}\S{1,12} .{0,200}?\btime=(\d\d:\d\d:\d\d\.\d\d) /;

export const ffmpeg: Program = {
  sees: ({ text }) =>
    text.startsWith('Duration: ') || text.startsWith('frame=') || text.startsWith('size='),
  amend(reading, state) {
    const length = duration.exec(reading.text)?.[1];
    if (length !== undefined)
      state.notes.ffmpeg = Math.max(secondsOf(length), Number(state.notes.ffmpeg ?? 0));
    const time = at.exec(reading.text)?.[1];
    if (time === undefined) return;
    const total = Number(state.notes.ffmpeg ?? 0);
    const done = secondsOf(time);
    reading.counters = [];
    if (total <= 0 || done > total * 1.05) return;
    reading.bar = {
      label: '',
      done,
      total,
      fraction: Math.min(1, done / total),
      unit: 's',
      strong: true,
    };
  },
};

function secondsOf(clock: string): number {
  return (lex(clock)[0]?.value ?? 0) + Number(clock.slice(clock.lastIndexOf('.')));
}
