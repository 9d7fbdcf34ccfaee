import { readFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { logFlag } from '../../../server/protocol/log-page.ts';
import { type PageSocket, type TestDevice, TestGateway, testState } from '../gateways.ts';
import { ReadPage, rate, told } from './read-page.ts';

async function paired() {
  const gateway = await TestGateway.start(await testState());
  const device = await gateway.pair();
  return { gateway, device, socket: await device.connect() };
}

/** A session that has done everything it will do but wait for a line of input. */
async function written(script: string) {
  const parts = await paired();
  const { id } = await parts.device.launch('log', `stty -echo; ${script}; read x; exit 3`);
  return { ...parts, id };
}

async function type(socket: PageSocket, session: string, seq = 1): Promise<void> {
  const bytes = new TextEncoder().encode('\n');
  told(await socket.emitWithAck('input', { session, source: 'page', seq, bytes }));
}

async function ended(device: TestDevice, id: string): Promise<void> {
  const state = async () => (await device.call(`GET /api/sessions/${id}`)).body.state;
  await expect.poll(state, { timeout: 10_000, interval: 20 }).toBe('ended');
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => String(from + i));

describe("a page's look at a log", () => {
  it('[GATE40] it opens with the end as it is: numbered lines, then those of the screen', async () => {
    const { socket, id } = await written('seq 0 499');
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === '499');
    const { shape } = page.tail;
    expect(shape).toMatchObject({ width: 80, first: 0, rows: shape.lines });
    const live = page.live.map(({ text }) => text).filter((text) => text !== '');
    expect(live).toEqual(numbered(shape.lines, 500));
    const line = shape.lines - 1;
    const { lines } = await page.rows({ line }, 1);
    expect(lines).toMatchObject([{ line, text: String(line), row: line, rows: 1 }]);
    expect(lines[0]?.time).toBeGreaterThan(Date.now() - 60_000);
    expect(page.tail).toMatchObject({ fullScreen: false, ended: false });
  });

  it('[GATE40] an ended session is opened as a running one, without a host', async () => {
    const { device, socket } = await paired();
    const { id } = await device.launch('done', 'seq 0 99; exit 3');
    await ended(device, id);
    const page = await ReadPage.open(socket, id);
    expect(page.tail.ended).toBe(true);
    expect(page.lastLine).toBe('99');
    const { lines } = await page.rows({ line: 0 }, 400);
    const settled = lines.map(({ text }) => text);
    const open = page.live.map(({ text }) => text);
    expect([...settled, ...open].filter((text) => text !== '')).toEqual(numbered(0, 100));
  });

  it('[GATE40] a session lost with its host has ended: what was on its screen is its last lines', async () => {
    const { gateway, device, socket, id } = await written('seq 0 99');
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === '99');
    const record = await readFile(`${gateway.state.sessionsDir}/${id}/host.json`, 'utf8');
    process.kill(JSON.parse(record).pid, 'SIGKILL');
    await page.until(() => page.tail.ended);
    await ended(device, id);
    expect(page.live).toEqual([]);
    const later = await ReadPage.open(await device.connect(), id);
    expect(later.tail.ended).toBe(true);
    for (const { rows } of [page, later].map((one) => ({ rows: one.rows({ line: 0 }, 400) }))) {
      const { lines } = await rows;
      expect(lines.map(({ text }) => text).filter((text) => text !== '')).toEqual(numbered(0, 100));
    }
  });

  it('[GATE40] an end while somebody looks is told, and what was last written with it', async () => {
    const { socket, id } = await written('echo before');
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === 'before');
    await type(socket, id);
    await page.until(() => page.tail.ended);
    expect(page.lastLine).toBe('before');
  });

  it('[GATE40] rows come by row and by line, whole lines that cover them, counted at any width', async () => {
    const script = `seq 1000 1099; printf '%0200d\\n' 7; printf '\\346\\274\\242%.0s' $(seq 50); echo; seq 60`;
    const { socket, id } = await written(script);
    const page = await ReadPage.open(socket, id, 40);
    await page.until(() => page.lastLine === '60');
    const narrow = await page.rows({ row: 98 }, 6);
    expect(narrow.lines.map(({ line, row, rows }) => [line, row, rows])).toEqual([
      [98, 98, 1],
      [99, 99, 1],
      [100, 100, 5],
    ]);
    const inside = await page.rows({ row: 103 }, 3);
    expect(inside.lines.map(({ line, row, rows }) => [line, row, rows])).toEqual([
      [100, 100, 5],
      [101, 105, 3],
    ]);
    const byLine = await page.rows({ line: 101 }, 2, 33);
    // 16 wide characters in a row of 33 cells: none is cut in two.
    expect(byLine.lines[0]).toMatchObject({ line: 101, row: 107, rows: 4, text: '漢'.repeat(50) });
    expect(byLine.shape.width).toBe(33);
    const unwrapped = await page.rows({ row: 100 }, 3, 0);
    expect(unwrapped.lines.map(({ line, row, rows }) => [line, row, rows])).toEqual([
      [100, 100, 1],
      [101, 101, 1],
      [102, 102, 1],
    ]);
    const { lines, shape } = await page.rows({ row: 100_000 }, 10);
    expect(lines.every(({ line }) => line === shape.lines - 1)).toBe(true);
  });

  it('[GATE40] another width counts the rows anew, of settled lines and of the screen', async () => {
    const { socket, id } = await written(`printf '%0100d\\n' $(seq 80)`);
    const page = await ReadPage.open(socket, id, 100);
    await page.until(() => page.lastLine?.endsWith('080') === true);
    const { lines } = page.tail.shape;
    expect(page.tail.shape.rows).toBe(lines);
    await page.width(30);
    expect(page.tail.shape).toMatchObject({ width: 30, lines, rows: 4 * lines });
    expect(page.live[0]?.rows).toBe(4);
    const { lines: newest } = await page.rows({ line: lines - 1 }, 1);
    expect(newest).toMatchObject([{ row: 4 * (lines - 1), rows: 4 }]);
    await page.width(0);
    expect(page.tail.shape).toMatchObject({ width: 0, lines, rows: lines });
  });

  it('[GATE41] looks are numbers: 16, 256 and 16 million colours, and flags', async () => {
    const text = String.raw`\033[1;31mred\033[0m,plain,\033[38;5;208;4mcube\033[m,\033[48;2;1;2;3mtrue\033[m\033[95;7mbright\033[m\n`;
    const { socket, id } = await written(`printf '${text}'`);
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === 'red,plain,cube,truebright');
    expect(page.live[0]?.spans).toEqual([
      [0, 3, 1, -1, logFlag.bold],
      [10, 4, 208, -1, logFlag.underline],
      [15, 4, -1, 0x1010203, 0],
      [19, 6, 13, -1, logFlag.inverse],
    ]);
  });

  it('[GATE41] frames that came again are one line that says how often', async () => {
    const frame = 'echo same; echo frame';
    const { socket, id } = await written(
      `i=0; while [ $i -lt 9 ]; do printf '\\033[H\\033[2J'; ${frame}; i=$((i+1)); done; printf '\\033[H\\033[2J'; seq 40`,
    );
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === '40');
    const { lines } = await page.rows({ line: 0 }, 5);
    expect(lines.map(({ kind, text }) => [kind, text]).slice(0, 3)).toEqual([
      ['text', 'same'],
      ['text', 'frame'],
      ['repeat', '9'],
    ]);
  });

  it('[GATE41] a full-screen program is told as one, and its end', async () => {
    const { socket, id } = await written(
      `echo under; printf '\\033[?1049hover'; read x; printf '\\033[?1049l'; echo after`,
    );
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.tail.fullScreen);
    expect(page.text).toContain('under');
    expect(page.text.join()).not.toContain('over');
    await type(socket, id);
    await page.until(() => !page.tail.fullScreen && page.lastLine === 'after');
  });

  it.each([
    ['ASCII', 'a line of a program that writes as fast as it can, number'],
    ['three bytes a character', '訓練中の損失が減少しています、次の区間に進みます'],
    ['long', 'x'.repeat(5000)],
  ])(
    '[GATE43] a flood is at most ten states and 24 KB a second, the last one being the end: %s',
    async (_, words) => {
      const { socket, id } = await written(
        `read x; awk 'BEGIN { for (i = 0; i < ${Math.floor(6e6 / words.length)}; i++) print "${words}", i; for (t = 0; t < 80; t++) { print "slow", t; fflush(); system("sleep 0.02") } print "the end" }'`,
      );
      const page = await ReadPage.open(socket, id);
      await type(socket, id);
      await page.until(() => page.lastLine === 'the end');
      expect(page.arrivals.length).toBeGreaterThan(2);
      // What was sent in more than a second can arrive within one.
      const most = rate(page.arrivals);
      expect(most.states).toBeLessThanOrEqual(11);
      expect(most.bytes).toBeLessThanOrEqual(24_000);
    },
    60_000,
  );

  it('[GATE43] in the midst of a flood rows belong to their lines, and others come meanwhile', async () => {
    const { socket, id } = await written('read x; while :; do seq 1000000; done');
    const page = await ReadPage.open(socket, id);
    await type(socket, id);
    for (let seen = 0; page.arrivals.length < 5; seen = page.arrivals.length) {
      await page.until(() => page.arrivals.length > seen);
      const { shape, newest } = page.tail;
      expect(shape.rows).toBe(shape.lines);
      for (const { row, line } of newest) expect(row).toBe(line);
    }
    const { lines } = await page.rows({ row: 1000 }, 100);
    expect(lines[0]).toMatchObject({ line: 1000, row: 1000, text: '1001' });
  }, 120_000);

  it('[GATE42] changes add up to the log, whatever the tails left out', async () => {
    const script = `read x; awk 'BEGIN { for (i = 0; i < 400; i++) { printf "%d%%\\r%d done\\n", i, i; if (i % 7 == 0) { fflush(); system("sleep 0.01") } } }'`;
    const { socket, id } = await written(script);
    const page = await ReadPage.open(socket, id);
    await type(socket, id);
    await page.until(() => page.lastLine === '399 done');
    const { lines } = await page.rows({ line: 0 }, 400);
    const all = [...lines.map(({ text }) => text), ...page.live.map(({ text }) => text)];
    const wanted = numbered(0, 400).map((n) => `${n} done`);
    expect(all.filter((text) => text !== '')).toEqual(wanted);
    for (const { line, text } of page.settled.values()) expect(text).toBe(lines[line]?.text);
  });

  it('[GATE43] nothing is sent to a paused look; then the latest state, and only that', async () => {
    const { socket, id } = await written(
      `read x; seq 3000; echo one; read x; seq 3000; echo two; read x; echo three`,
    );
    const page = await ReadPage.open(socket, id);
    const other = await ReadPage.open(socket, id);
    page.pause(true);
    await type(socket, id, 1);
    await other.until(() => other.lastLine === 'one');
    await type(socket, id, 2);
    await other.until(() => other.lastLine === 'two');
    expect(page.arrivals).toEqual([]);
    page.pause(false);
    await page.until(() => page.lastLine === 'two');
    expect(page.arrivals.length).toBe(1);
    expect(page.tail.shape).toEqual(other.tail.shape);
    expect(page.live).toEqual(other.live);
    await type(socket, id, 3);
    await page.until(() => page.lastLine === 'three');
  });

  it('[GATE44] a search finds text, expressions, errors and warnings by line', async () => {
    const { socket, id } = await written(
      `seq 1 200; echo 'Warning: slow'; echo 'loss 0.5'; echo 'ValueError: bad'; seq 1 100`,
    );
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === '100');
    expect(await page.search({ kind: 'text', text: 'LOSS' })).toMatchObject({ lines: [] });
    expect(await page.search({ kind: 'text', text: 'loss 0.' })).toMatchObject({ lines: [201] });
    expect(await page.search({ kind: 'errors', text: '' })).toMatchObject({ lines: [202] });
    expect(await page.search({ kind: 'warnings', text: '' })).toMatchObject({ lines: [200] });
    // 12 is there twice, the second time a little after the middle.
    expect(await page.search({ kind: 'regex', text: '^12$' })).toMatchObject({ lines: [11, 214] });
    expect(await page.search({ kind: 'regex', text: '^12$' }, 12)).toMatchObject({ lines: [214] });
    const broken = await page.search({ kind: 'regex', text: '(' });
    expect(broken).toEqual({
      lines: [],
      problem: 'Invalid regular expression: Unterminated group.',
    });
    // The screen's lines are found under the numbers that they are about to have.
    const last = page.tail.shape.lines + page.live.findLastIndex(({ text }) => text === '100');
    expect(await page.search({ kind: 'regex', text: '^100$' })).toMatchObject({
      lines: [99, last],
    });
  });

  it('[GATE48] warnings and errors are counted exactly, however many settle at a time, seen or not', async () => {
    const script = `echo 'Warning: old'; read x; awk 'BEGIN { for (i = 1; i <= 30000; i++) { print i; if (i % 100 == 0) print "ValueError: bad"; if (i % 300 == 0) print "loss 1 warning: slow" } }'; seq 100; read x; echo 'KeyError: last'; seq 100; echo 'the end'; read x`;
    const { socket, id } = await written(script);
    const page = await ReadPage.open(socket, id);
    const counts = () => [page.tail.errors, page.tail.warnings];
    await page.until(() => page.lastLine === 'Warning: old');
    await type(socket, id, 1);
    await page.until(() => page.tail.shape.lines > 30_400 && page.lastLine === '100');
    await page.until(() => page.tail.errors >= 300 && page.tail.warnings >= 100);
    expect(counts()).toEqual([300, 101]);
    page.pause(true);
    await type(socket, id, 2);
    page.pause(false);
    await page.until(() => page.lastLine === 'the end');
    await page.until(() => page.tail.errors >= 301);
    expect(counts()).toEqual([301, 101]);
    page.since(30_200);
    await page.until(() => page.tail.errors < 300 && page.tail.errors > 0);
    const lines = async (kind: 'errors' | 'warnings') =>
      (await page.search({ kind, text: '' }, 30_200)).lines.length;
    expect(counts()).toEqual([await lines('errors'), await lines('warnings')]);
  });

  it('[GATE47] links that a program made are on the wire, those to the web only', async () => {
    const link = (address: string, text: string) =>
      String.raw`\033]8;;${address}\033\\${text}\033]8;;\033\\`;
    const text = `run ${link('https://wandb.example/runs/7', 'happy-fox')} ${link('file:///tmp/x', 'local')}`;
    const { socket, id } = await written(`printf '${text}\n'; seq 40`);
    const page = await ReadPage.open(socket, id);
    await page.until(() => page.lastLine === '40');
    const { lines } = await page.rows({ line: 0 }, 1);
    expect(lines[0]?.text).toBe('run happy-fox local');
    expect(lines[0]?.links).toEqual([[4, 9, 'https://wandb.example/runs/7']]);
  });

  it('[GATE45] everything is answered: no session, no look, nonsense, and what was overtaken', async () => {
    const { gateway, socket, id } = await written('echo here');
    const failed = (answer: Promise<{ ok: boolean; error?: { code: string } }>) =>
      answer.then(({ ok, error }) => (ok ? 'ok' : error?.code));
    const ask = socket.emitWithAck.bind(socket) as (
      name: string,
      request: unknown,
    ) => Promise<{ ok: boolean; error?: { code: string } }>;
    expect(await failed(ask('log:open', { session: 'nobody00', width: 80 }))).toBe('no-session');
    expect(await failed(ask('log:open', { session: id, width: -1 }))).toBe('bad-request');
    expect(await failed(ask('log:open', 'nonsense'))).toBe('bad-request');
    const page = await ReadPage.open(socket, id);
    const { view } = page;
    const from = { row: 0 };
    expect(await failed(ask('log:rows', { view: 99, width: 80, from, rows: 1 }))).toBe('not-found');
    expect(await failed(ask('log:rows', { view, width: 80, from: {}, rows: 1 }))).toBe(
      'bad-request',
    );
    const query = { kind: 'nothing', text: '' };
    expect(await failed(ask('log:search', { view, query, from: 0 }))).toBe('bad-request');
    const widths = [50, 60, 70].map((width) => ask('log:width', { view, width }));
    await Promise.all(widths);
    const late = failed(ask('log:width', { view, width: 90 }));
    socket.emit('log:close', { view });
    expect(['ok', 'not-found']).toContain(await late);
    expect(gateway.said).toEqual([]);
  });

  it('[GATE45] a page has eight looks at most; closed ones do not count', async () => {
    const { socket, id } = await written('echo here');
    for (let i = 0; i < 20; i++) {
      const { view } = await ReadPage.open(socket, id);
      socket.emit('log:close', { view });
    }
    for (let i = 0; i < 8; i++) await ReadPage.open(socket, id);
    await expect(ReadPage.open(socket, id)).rejects.toThrow('too-many-open');
  });

  it('[GATE46] a removed session takes its looks along, and the next one is answered', async () => {
    const { gateway, device, socket } = await paired();
    const { id } = await device.launch('gone', 'echo here; exit 0');
    await ended(device, id);
    const page = await ReadPage.open(socket, id);
    const removed = new Promise((resolve) =>
      socket.on('list:changes', ({ removed: gone }) => gone.length > 0 && resolve(gone)),
    );
    await socket.emitWithAck('list:watch');
    await rm(`${gateway.state.sessionsDir}/${id}`, { recursive: true });
    await removed;
    await expect(page.rows({ row: 0 }, 10)).rejects.toThrow('not-found');
    await expect(ReadPage.open(socket, id)).rejects.toThrow('no-session');
    const { id: next } = await device.launch('next', 'echo there; read x');
    const other = await ReadPage.open(socket, next);
    await other.until(() => other.lastLine === 'there');
    expect(gateway.said).toEqual([]);
  });

  it('[GATE46] a revoked device is sent nothing more', async () => {
    const { gateway, socket, id } = await written('read x; seq 1000');
    const page = await ReadPage.open(socket, id);
    const owner = await gateway.pair('laptop');
    const device = (await owner.call('GET /api/devices')).body.find(
      ({ name }: { name: string }) => name === 'phone',
    );
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    await owner.call(`DELETE /api/devices/${device.id}`);
    await gone;
    await type(await owner.connect(), id);
    const other = await ReadPage.open(await owner.connect(), id);
    await other.until(() => other.lastLine === '1000');
    expect(page.arrivals).toEqual([]);
  });
});
