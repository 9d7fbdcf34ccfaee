// How many epochs or steps there will be, where a program says so in as many words. A setting that
// happens to be printed (`max_iters = 240`) is no announcement: it may be overridden.
import type { WatchState } from './state.ts';

const steps =
  /\bTotal (?:optimization|training|train|number of) steps {0,2}[=:] {0,2}([\d,]{1,15})\b/i;
const epochs =
  /\bNum(?:ber of)?(?: training)? epochs {0,2}[=:] {0,2}(\d{1,9})\b|\bTraining for (\d{1,9}) epochs?\b|^Config param num_epoch: (\d{1,9})$/i;
/** GROMACS: `500000 steps,   1000.0 ps.` */
const simulated = /^(\d{1,12}) steps, {1,12}[\d.]{1,20} ps\.$/;
const configured = /^Config param steps: (\d{1,12})$/;

const several =
  /(?:^|[\s[(=#*-])(fold|split|seed|repeat|replicate)s? {0,2}[:=#]? {0,2}(\d{1,4}) {0,2}(?:\/|of) {0,2}(\d{1,4})\b/i;

/** `Fold 2/5`: the run that is seen is one of so many. */
function oneOfSeveral(state: WatchState, text: string): void {
  const [, label = '', number, count] = several.exec(text) ?? [];
  if (number === undefined) return;
  const [done, total] = [Number(number), Number(count)];
  if (done >= 1 && done <= total) state.outer = { label: label.toLowerCase(), done, total };
}

export function announcement(state: WatchState, text: string): void {
  if (text.length > 200) return;
  if (/fold|split|seed|rep/i.test(text)) oneOfSeveral(state, text);
  if (!/steps|epoch/i.test(text)) return;
  const [, number] = steps.exec(text) ?? configured.exec(text) ?? simulated.exec(text) ?? [];
  if (number !== undefined) state.announced.steps = Number(number.replaceAll(',', '')) || null;
  const [, one, other, third] = epochs.exec(text) ?? [];
  const count = one ?? other ?? third;
  if (count !== undefined) state.announced.epochs = Number(count) || null;
}
