// How sessions, devices and times read on a terminal. Pure: no clock, no disk.
import { printable } from '../protocol/printable.ts';
import { type SessionSummary, stateInWords } from '../protocol/session.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon Mar 23 14:30:12 2026`, in local time: ctime's form, which tmux prints too. */
export function timeInWords(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = String(time.getDate()).padStart(2);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${weekdays[time.getDay()]} ${months[time.getMonth()]} ${day} ${clock} ${time.getFullYear()}`;
}

/** `14:35` in local time. */
export function clockInWords(time: Date): string {
  return timeInWords(time).slice(11, 16);
}

/** `train: running 47% 3h36m left (created Mon Mar 23 14:30:12 2026) python train.py`; `run` begins with a blank. */
export function sessionLine(session: SessionSummary, machine: string, run = ''): string {
  const other = session.machine === machine ? 'another ' : '';
  const where = session.elsewhere === 'machine' ? ` on ${other}${session.machine}` : '';
  const created = timeInWords(new Date(session.created));
  const line = `${session.name}: ${stateInWords(session)}${where}${run} (created ${created})`;
  return session.command === '' ? line : `${line} ${printable(session.command)}`;
}
