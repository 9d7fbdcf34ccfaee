import { describe, expect, it } from 'vitest';
import { openOutputReader } from '../../../server/log/reader.ts';
import type { InputStatus } from '../../../server/protocol/host.ts';
import { type PageSocket, TestGateway, testState } from '../gateways.ts';
import { AttachedPage } from './attached-page.ts';

async function paired() {
  const state = await testState();
  const gateway = await TestGateway.start(state);
  const device = await gateway.pair();
  return { state, gateway, device };
}

async function type(
  socket: PageSocket,
  session: string,
  seq: number,
  text: string,
): Promise<InputStatus> {
  const bytes = new TextEncoder().encode(text);
  const answer = await socket.emitWithAck('input', { session, source: 'page', seq, bytes });
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.status;
}

/** The log's bytes [from, to). */
async function slice(outputDir: string, from: number, to: number): Promise<Buffer> {
  const reader = openOutputReader(outputDir);
  const parts: Uint8Array[] = [];
  for (let at = from; at < to; ) {
    const next = await reader.read(at, to - at);
    if (next.kind !== 'bytes') throw new Error(`${next.kind} at ${at}`);
    parts.push(next.bytes);
    at += next.bytes.length;
  }
  await reader.close();
  return Buffer.concat(parts);
}

const echo = 'stty raw -echo; printf ready; exec cat';

describe('attached pages', () => {
  it('[GATE30] a page gets the screen, then the bytes after it, and types into the program', async () => {
    const { device } = await paired();
    const { id } = await device.launch('cat', echo);
    const socket = await device.connect();
    const page = await AttachedPage.attach(socket, id);
    await page.until(() => page.shown.includes('ready'));
    expect(await type(socket, id, 1, 'a')).toBe('accepted');
    await page.until(() => page.text.endsWith('a'));
    // The same number again, as after a lost connection: not typed again.
    expect(await type(socket, id, 1, 'a')).toBe('accepted');
    expect(await type(socket, id, 2, 'b')).toBe('accepted');
    await page.until(() => page.text.endsWith('b'));
    expect(page.text).toMatch(/ab$/);
    const late = await AttachedPage.attach(await device.connect(), id);
    expect(Buffer.from(late.snapshots[0]?.data ?? []).toString()).toContain('readyab');
  });

  it('[GATE31] a page that comes back goes on where it was, whatever happened to the gateway', async () => {
    const { state, gateway, device } = await paired();
    const { id } = await device.launch('count', 'read x; seq 1 999; read x; seq 1000 3999; read x');
    const socket = await device.connect();
    const first = await AttachedPage.attach(socket, id);
    await type(socket, id, 1, '\n');
    await first.until(() => first.text.endsWith('999\r\n'));
    await gateway.gateway.close();
    const next = await TestGateway.start(state);
    const again = Object.assign(Object.create(device), { url: next.url });
    const reconnected = await again.connect();
    await type(reconnected, id, 2, '\n');
    const page = await AttachedPage.attach(reconnected, id, { cursor: first.cursor });
    expect(page.start.kind).toBe('resume');
    await page.until(() => page.text.endsWith('3999\r\n'));
    const outputDir = `${state.sessionsDir}/${id}/output`;
    const painted = Buffer.concat([...first.parts, ...page.parts]);
    const from = page.cursor - painted.length;
    expect(painted.equals(await slice(outputDir, from, page.cursor))).toBe(true);
  });

  it('[GATE32] a session that ends says so after its last byte; attaching to an ended one shows its screen', async () => {
    const { device } = await paired();
    const { id } = await device.launch('once', 'read x; echo "got $x"; exit 4');
    const socket = await device.connect();
    const page = await AttachedPage.attach(socket, id);
    await type(socket, id, 1, 'it\n');
    await page.until(() => page.hasEnded);
    expect(page.text).toContain('got it');
    expect(await type(socket, id, 2, 'late')).toBe('ended');
    const late = await AttachedPage.attach(await device.connect(), id);
    expect(Buffer.from(late.snapshots[0]?.data ?? []).toString()).toContain('got it');
    await late.until(() => late.hasEnded);
  });

  it('[GATE33] a resize is told to every page, with whose it is', async () => {
    const { device } = await paired();
    const { id } = await device.launch(
      'size',
      'trap "stty size" WINCH; while :; do sleep 0.05; done',
    );
    const [one, other] = [await device.connect(), await device.connect()];
    const pages = [await AttachedPage.attach(one, id), await AttachedPage.attach(other, id)];
    expect(await one.emitWithAck('resize', { session: id, cols: 44, rows: 20 })).toEqual({
      ok: true,
    });
    for (const page of pages) {
      await page.until(() => page.sizes.some(({ size }) => size.cols === 44));
      expect(page.sizes.at(-1)?.size).toEqual({ cols: 44, rows: 20, owner: 'phone' });
      await page.until(() => page.shown.includes('20 44'));
      // The screen, drawn anew at its size, follows.
      expect(page.snapshots.at(-1)?.size).toMatchObject({ cols: 44, rows: 20 });
    }
    const bad = await one.emitWithAck('resize', { session: id, cols: 5000, rows: 20 });
    expect(bad).toMatchObject({ ok: false, error: { code: 'bad-size' } });
    await expect
      .poll(async () => (await device.call(`GET /api/sessions/${id}`)).body, { timeout: 10_000 })
      .toMatchObject({ cols: 44, rows: 20 });
  });

  it('[STREAM4] the size stays when its owner leaves, and when others come; who takes it next is told', async () => {
    const { gateway, device } = await paired();
    const tablet = await gateway.pair('tablet');
    const { id } = await device.launch('size', 'sleep 600');
    const summary = async () => (await tablet.call(`GET /api/sessions/${id}`)).body;
    const owner = await device.connect();
    const first = await AttachedPage.attach(owner, id);
    await owner.emitWithAck('resize', { session: id, cols: 44, rows: 20 });
    await first.until(() => first.sizes.length === 1);
    const other = await tablet.connect();
    const page = await AttachedPage.attach(other, id);
    expect(page.snapshots[0]?.size).toEqual({ cols: 44, rows: 20, owner: 'phone' });
    owner.disconnect();
    await device.call(`DELETE /api/devices/${device.id}`);
    const late = await AttachedPage.attach(await tablet.connect(), id);
    expect(late.snapshots[0]?.size).toEqual({ cols: 44, rows: 20, owner: 'phone' });
    expect(page.sizes).toEqual([]);
    // The same columns and rows, and somebody else's from now on.
    await other.emitWithAck('resize', { session: id, cols: 44, rows: 20 });
    for (const one of [page, late]) {
      await one.until(() => one.sizes.length === 1);
      expect(one.sizes[0]?.size).toEqual({ cols: 44, rows: 20, owner: 'tablet' });
    }
    await expect.poll(summary).toMatchObject({ cols: 44, rows: 20 });
  });

  it('[GATE34] a terminal query is answered once, by the emulator, however many look on', async () => {
    const { device } = await paired();
    const { id } = await device.launch(
      'query',
      String.raw`stty raw -echo; printf ready; read -r -n 1 x; printf '\033[6n'; exec cat -v`,
    );
    const socket = await device.connect();
    const pages = await Promise.all([1, 2, 3].map(() => AttachedPage.attach(socket, id)));
    await type(socket, id, 1, 'x');
    const [page] = pages;
    await page?.until(() => page.text.includes('R'));
    await type(socket, id, 2, 'end');
    await page?.until(() => page.text.includes('end'));
    expect(page?.text.match(/\^\[\[\d+;\d+R/g)).toHaveLength(1);
  });

  it('[GATE38] a flood that never ends is shown as it goes, and a page can attach in the midst of it', async () => {
    const { device } = await paired();
    const { id } = await device.launch('endless', 'while :; do seq 1 1000000; done');
    const socket = await device.connect();
    const early = await AttachedPage.attach(socket, id);
    await early.until(() => early.snapshots.length > 3);
    const late = await AttachedPage.attach(socket, id);
    await late.until(() => late.snapshots.length > 3);
    const offsets = late.snapshots.map(({ offset }) => offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  }, 60_000);

  it('[GATE36] attaching after 100,000 lines takes one screen of at most 64 KB', async () => {
    const { device } = await paired();
    const { id } = await device.launch('long', 'seq 1 100000; echo done; read x');
    await expect
      .poll(async () => (await device.call(`GET /api/sessions/${id}`)).body.lastLine, {
        timeout: 20_000,
      })
      .toBe('done');
    const socket = await device.connect();
    await AttachedPage.attach(socket, id);
    const from = performance.now();
    const page = await AttachedPage.attach(socket, id);
    const tookMs = performance.now() - from;
    const [snapshot] = page.snapshots;
    expect(Buffer.from(snapshot?.data ?? []).toString()).toContain('100000');
    expect(snapshot?.data.byteLength).toBeLessThan(64 * 1024);
    expect(tookMs).toBeLessThan(2000);
  });
});
