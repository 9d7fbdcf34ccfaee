import { expect, test } from 'vitest';
import { ControlStream } from '../../server/tmux/control-stream.ts';

/** What a stream says, cut into pieces of `size` bytes. */
function read(text: string, size: number): unknown[] {
  const said: unknown[] = [];
  const stream = new ControlStream({
    onOutput: (pane, bytes) => said.push([pane, bytes.toString('latin1')]),
    onAnswer: (ok, lines) => said.push([ok, lines.map(String)]),
    onNotice: (name, words) => said.push([name, words]),
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) stream.push(bytes.subarray(at, at + size));
  return said;
}

test('[TMUX24] output, answers and notices come out whole, however the stream is cut', () => {
  const stream = [
    '%begin 1 2 0', // The answer to being attached.
    '%end 1 2 0',
    '%output %0 a\\033[1mb\\015\\012\\134n\xe6\x97\xa5',
    '%extended-output %12 0 : x : y',
    '%extended-output %12 1200 new words : z\\',
    '%begin 5 6 1',
    '%output %0 inside an answer is a line of it',
    '%end 5 7 1',
    '%end 5 6 1',
    '%begin 6 8 1',
    "can't find pane",
    '%error 6 8 1',
    '%layout-change @0 abcd',
    '%sessions-changed',
    'no line of tmux',
    '',
  ].join('\n');
  const expected = [
    ['%0', 'a\x1b[1mb\r\n\\n\xe6\x97\xa5'],
    ['%12', 'x : y'],
    ['%12', 'z\0'],
    [true, ['%output %0 inside an answer is a line of it', '%end 5 7 1']],
    [false, ["can't find pane"]],
    ['layout-change', '@0 abcd'],
    ['sessions-changed', ''],
  ];
  for (const size of [1, 2, 3, 7, 64, 4096]) expect(read(stream, size)).toEqual(expected);
});
