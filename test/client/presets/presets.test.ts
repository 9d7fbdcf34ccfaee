import { describe, expect, it } from 'vitest';
import {
  merged,
  moved,
  renamed,
  withoutPreset,
  withPreset,
} from '../../../client/presets/changes.ts';
import { fileOf, readPresetFile } from '../../../client/presets/preset-file.ts';
import type { Preset } from '../../../server/protocol/job.ts';

const preset = (name: string, command = 'true'): Preset => ({ name, job: { command } });
const some = ['a', 'b', 'c'].map((name) => preset(name));
const names = (presets: readonly Preset[]) => presets.map(({ name }) => name).join(' ');

describe('presets', () => {
  it('[FORM30] keep the order that the person gave them', () => {
    expect(names(moved(some, 'c', -1))).toBe('a c b');
    expect(names(moved(some, 'a', 9))).toBe('b c a');
    expect(names(moved(some, 'b', -9))).toBe('b a c');
    expect(names(moved(some, 'gone', 1))).toBe('a b c');
    expect(names(withPreset(some, preset('b', 'false')))).toBe('a b c');
    expect(names(withPreset(some, preset('d')))).toBe('a b c d');
    expect(names(withoutPreset(some, 'b'))).toBe('a c');
    expect(names(renamed(some, 'c', 'a'))).toBe('b a');
    expect(names(renamed(some, 'c', 'c'))).toBe('a b c');
  });

  it('[FORM31] go into a file and come back the same', async () => {
    const job = { command: 'python train.py --lr {lr}', cwd: '~/x', gpus: { any: 1 } };
    const read = readPresetFile(await fileOf([{ name: 'resnet', job }]).text());
    expect(read).toEqual({ ok: true, presets: [{ name: 'resnet', job }] });
  });

  it('[FORM31] of a file are added whole: the same one once, another of the name with a number', () => {
    const added = merged(some, [preset('b'), preset('b', 'other'), preset('new')]);
    expect(names(added)).toBe('a b c b (2) new');
    expect(merged(added, [preset('b', 'other')]).map(({ name }) => name)).toContain('b (3)');
    const long = merged([preset('x'.repeat(60))], [preset('x'.repeat(60), 'other')]);
    expect(long[1]?.name).toHaveLength(60);
  });

  it.each([
    ['', 'it is not JSON'],
    ['{"outlive', 'it is not JSON'],
    ['[1, 2]', 'no list of them'],
    ['null', 'no list of them'],
    ['{"outlive":"presets","presets":[{"name":"x","job":{"command":7}}]}', 'Preset "x"'],
    ['{"outlive":"presets","presets":[{"job":{}}]}', 'Preset 1 has no name'],
    ['{"outlive":"presets","presets":[{"name":"x","job":{"rm":"-rf"}}]}', 'no field "rm"'],
  ])('[FORM32] garbage is refused in a sentence: %s', (text, words) => {
    const read = readPresetFile(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.message).toContain(words);
  });
});
