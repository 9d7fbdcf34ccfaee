// A line with the time of its arrival before it, in columns.
import { type LogLine, plainLine } from '../../protocol/log-view.ts';

const unknown = ' '.repeat('2026-03-23 14:30:12'.length);

/** `2026-03-23 14:30:12 text`, in local time; blanks where the time is not known. */
export function timedLine(line: LogLine): string {
  return `${line.time === null ? unknown : stamp(new Date(line.time))} ${plainLine(line)}`.trimEnd();
}

function stamp(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(two).join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
