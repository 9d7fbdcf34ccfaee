// Output from hell, and what a view makes of it: nothing but lines.
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { OwnedSize } from '../../server/protocol/host.ts';
import { plainLine } from '../../server/protocol/log-view.ts';
import { readSkipped } from '../../server/screen/follow/skipped.ts';
import { startViews } from '../../server/screen/views.ts';
import { corpus, noise } from '../hostile-output.ts';
import { buildView } from './build-view.ts';
import { createSessionLog } from './session-log.ts';
import { textOfScreen } from './text-of-screen.ts';

const usual = { cols: 100, rows: 30, owner: '' };
const largest = { cols: 1000, rows: 500, owner: '' };
/** Whatever state it is left in, what follows starts on a line of its own. */
const ends = '\x1b\\\x1b[!p\x1b[?1049l\x1b[r\x1b[?6l\x1b[?7h\x1b[m\x1b(B\r\n\x1b[2J\x1b[H';
const patient = 100_000;

let entry = '';
const open: (() => void)[] = [];
beforeAll(async () => {
  entry = await buildView();
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});

test.each<[string, () => Buffer, OwnedSize]>([
  ['what is known', corpus, usual],
  ['what is known, on the largest screen', corpus, largest],
  ['noise 1', () => noise(1, 4000), usual],
  ['noise 2, on the largest screen', () => noise(2, 4000), largest],
])(
  '[HOSTILE2] output from hell (%s) costs no view its life, and no byte of what follows',
  { timeout: patient },
  async (_, output, size) => {
    // Written a while ago: nobody waits for answers any more.
    const session = await createSessionLog(size, () => Date.now() - 10_000);
    open.push(() => session.remove());
    await session.write(output());
    const to = await session.write(`${ends}afterwards \x1b[6n`);
    const said: string[] = [];
    const views = startViews({ entry, logger: (line) => said.push(line) });
    open.push(() => views.close());
    const replies: Uint8Array[] = [];
    views.on('reply', (_id, _from, _to, bytes) => replies.push(bytes));
    views.follow('hostile0', session.outputDirectory);
    views.advance('hostile0', to);
    const pid = views.pid;
    const log = views.log('hostile0', { patienceMs: patient });
    const { endLine, open: last } = await log.end();
    const screen = await views.screen('hostile0', { patienceMs: patient });
    expect(textOfScreen(screen)).toContain('afterwards');
    expect(readSkipped(session.outputDirectory)).toEqual([]);
    expect({ said, pid: views.pid }).toEqual({ said: [], pid });
    expect(replies).toEqual([]);

    const { lines } = await log.lines(0, endLine, 80);
    const text = [...lines, ...last].map(plainLine).join('');
    expect(text).toContain('window.pwned');
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  },
);
