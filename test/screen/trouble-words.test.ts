// The quick search for words of trouble against a plain one, over pieces cut anywhere.
import { describe, expect, it } from 'vitest';
import { tailOf, troubleEnds } from '../../server/screen/rows/trouble-words.ts';

const found = [
  ...['Traceback', 'Error', 'ERROR', 'Killed', 'out of memory', 'OutOfMemory', 'Bus error'],
  ...['nan', 'NaN', 'NAN', 'panic', 'oom-kill', 'Interrupt'],
];
const passed = ['tenant', 'finance', 'banana', 'terror', 'Erro', 'Kille', 'na', 'ERR', 'an', 'NA'];

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % sides;
  };
}

describe('words of trouble', () => {
  it('[WATCH11] are found wherever output is cut, and no others', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const roll = dice(seed);
      const ends: number[] = [];
      let text = '';
      for (let i = 0; i < 12; i++) {
        const isTrouble = roll(2) === 0;
        const words = isTrouble ? found : passed;
        text += `${' =:.'.charAt(roll(4))}${words[roll(words.length)]}`;
        if (isTrouble) ends.push(text.length);
        text += ` ${'0.123'.slice(0, roll(5))}`;
      }
      const bytes = Buffer.from(text, 'latin1');
      expect(troubleEnds(bytes, Buffer.alloc(0)), text).toEqual(ends);
      const cut = roll(bytes.length);
      const [first, second] = [bytes.subarray(0, cut), bytes.subarray(cut)];
      const behind = troubleEnds(second, tailOf(first)).map((end) => end + cut);
      expect([...troubleEnds(first, Buffer.alloc(0)), ...behind], `${text} at ${cut}`).toEqual(
        ends,
      );
    }
  });
});
