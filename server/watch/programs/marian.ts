// Marian parts its fields by ` : ` and most values from their names by a blank: `Ep. 1 : Up. 500 : Cost 7.1 * 412,345`.
import { lex } from '../lex.ts';
import type { Pair } from '../reading.ts';
import { count, metric, type Program } from './program.ts';

const update = /^Ep\. (\d{1,6})(?:\.\d{1,6})? : Up\. (\d{1,12}) : (.{1,600})$/;
const field =
  /^(Cost|gNorm|L\.r\.|[a-z](?:[\w-]|\.(?=\w)){1,30})(?: : | )(-?[\d.,e+-]{1,30}|nan|inf)(?![\w.])/;
const names: Readonly<Record<string, string>> = { Cost: 'cost', gNorm: 'grad norm', 'L.r.': 'lr' };

export const marian: Program = {
  sees: ({ text }) => text.includes('Ep. ') && text.includes(' : Up. '),
  amend(reading, _state, { text }) {
    const [, epoch, step, rest = ''] = update.exec(reading.text) ?? [];
    if (step === undefined) return;
    reading.counters = [
      count('epoch', Number(epoch), 'epoch'),
      count('update', Number(step), 'step'),
    ];
    // Of a validation the whole rest is one name with its value.
    const isValid = text.includes('[valid] ');
    const parts = isValid ? [rest] : rest.split(' : ', 12);
    reading.pairs = parts.flatMap((part) => pairOf(part, isValid ? 'valid ' : ''));
    reading.coverage = 1;
  },
};

function pairOf(part: string, scope: string): Pair[] {
  const [, name = '', number = ''] = field.exec(part) ?? [];
  const value = lex(number)[0];
  if (value?.kind !== 'number') return [];
  return [metric(`${scope}${Object.hasOwn(names, name) ? names[name] : name}`, value.value)];
}
