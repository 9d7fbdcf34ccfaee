import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { launchSession } from '../../../server/sessions/launch.ts';
import { testHostDirectory } from '../../build.ts';
import { noProfile, TestGateway, testState, watchList } from '../gateways.ts';

async function paired() {
  const gateway = await TestGateway.start(await testState());
  return { gateway, device: await gateway.pair() };
}

/** Asks until `fits`. */
async function until<T>(ask: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  let value = await ask();
  await expect
    .poll(
      async () => {
        value = await ask();
        return fits(value);
      },
      { timeout: 10_000, interval: 20 },
    )
    .toBe(true);
  return value;
}

describe('sessions over http', () => {
  it('[GATE10] a session is made, listed, shown, renamed, stopped and removed', async () => {
    const { device } = await paired();
    const made = await device.call('POST /api/sessions', {
      name: 'train',
      command: 'echo hello; exec sleep 1000',
      cwd: '/tmp',
      env: noProfile,
      cols: 80,
      rows: 24,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: 'train', state: 'running', cwd: '/tmp', cols: 80, rows: 24 },
      ...{ command: 'echo hello; exec sleep 1000', exitCode: null, endedAt: null },
    });
    const { id } = made.body;
    await until(
      () => device.call('GET /api/sessions'),
      ({ body }) => body.length === 1 && body[0].id === id && body[0].lastLine === 'hello',
    );
    expect((await device.call('GET /api/sessions/train')).body.id).toBe(id);
    expect((await device.call(`GET /api/sessions/${id}`)).body.name).toBe('train');
    const renamed = await device.call('PATCH /api/sessions/train', { name: 'run' });
    expect(renamed).toMatchObject({ status: 200, body: { id, name: 'run' } });
    expect((await device.call('DELETE /api/sessions/run')).body.error.code).toBe('not-ended');
    const stopped = await device.call('POST /api/sessions/run/stop', { how: 'kill' });
    expect(stopped).toMatchObject({ status: 200, body: { survivors: [] } });
    const ended = await device.call('GET /api/sessions/run');
    expect(ended.body).toMatchObject({ state: 'ended', reason: 'killed' });
    expect((await device.call('DELETE /api/sessions/run')).status).toBe(204);
    expect((await device.call('GET /api/sessions')).body).toEqual([]);
    expect((await device.call('GET /api/sessions/run')).body.error.code).toBe('no-session');
  });

  it('[GATE10] without command, folder and name there is a login shell at home', async () => {
    const { device } = await paired();
    const { status, body } = await device.call('POST /api/sessions', { env: noProfile });
    expect(status).toBe(201);
    expect(body).toMatchObject({ cwd: homedir(), command: '', cols: 100, rows: 30 });
    const tilde = await device.call('POST /api/sessions', {
      cwd: '~',
      command: ['true'],
      name: '',
    });
    expect(tilde.body.cwd).toBe(homedir());
  });

  it.each([
    ['bad-name', 400, { name: 'no good' }],
    ['no-directory', 400, { cwd: '/nowhere/at/all' }],
    ['not-a-directory', 400, { cwd: '/etc/hostname' }],
    ['nul-in-command', 400, { command: 'a\0b' }],
    ['bad-size', 400, { cols: 0 }],
    ['bad-size', 400, { cols: 1001 }],
    ['bad-request', 400, { rows: 'ten' }],
    ['no-gpu', 400, { gpus: [0] }],
    ['bad-request', 400, { gpus: [0, 0] }],
    ['no-environment', 400, { environment: { venv: '/nowhere' } }],
    ['no-session', 404, { startWhen: { after: 'nobody' } }],
    ['bad-request', 400, { command: 7 }],
    ['bad-request', 400, { env: { 'A=B': 'c' } }],
    ['not-json', 400, 'not json'],
    ['not-json', 400, '[1]'],
    ['not-json', 400, '"text"'],
    ['too-large', 413, `{"name":"${'x'.repeat(140_000)}"}`],
  ])(
    '[GATE11] what cannot be is refused with %s, in words, and leaves nothing behind',
    async (code, status, body) => {
      const { device } = await paired();
      const answer = await device.call('POST /api/sessions', body);
      expect(answer.status).toBe(status);
      expect(answer.body.error.code).toBe(code);
      expect(answer.body.error.message).toMatch(/^[A-Z"/].*\.$/);
      expect((await device.call('GET /api/sessions')).body).toEqual([]);
    },
  );

  it('[GATE11] a name that is taken, a body without a type, an unknown place', async () => {
    const { device, gateway } = await paired();
    await device.launch('train', 'exec sleep 1000');
    const again = await device.call('POST /api/sessions', { name: 'train', command: 'true' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'name-taken' } } });
    const untyped = await device.call('POST /api/sessions', '{}', { 'content-type': 'text/plain' });
    expect(untyped).toMatchObject({ status: 400, body: { error: { code: 'not-json' } } });
    for (const route of ['GET /api/nothing', 'PUT /api/sessions', 'GET /api/sessions/a/b/c']) {
      expect(await device.call(route), route).toMatchObject({
        status: 404,
        body: { error: { code: 'not-found' } },
      });
    }
    const broken = await device.call('GET /api/sessions/%E0%A4%A');
    expect(broken).toMatchObject({ status: 400, body: { error: { code: 'bad-request' } } });
    // A prefix names a session to a person, not to a script that deletes.
    expect((await device.call('GET /api/sessions/trai')).status).toBe(404);
    expect(gateway.said).toEqual([]);
  });

  it('[GATE12] what is typed with a key is typed once, another gateway in between or not', async () => {
    const state = await testState();
    const first = await TestGateway.start(state);
    const device = await first.pair();
    const { id } = await device.launch('cat', 'stty -echo; echo ready; exec cat');
    const log = () => device.call('GET /api/sessions/cat/log?raw=1');
    await until(log, ({ body }) => body.includes('ready'));
    const type = (text: string, key?: string) =>
      device.call(
        `POST /api/sessions/${id}/input`,
        { text },
        key ? { 'idempotency-key': key } : {},
      );
    expect(await type('one\n', 'k1')).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect((await type('one\n', 'k1')).status).toBe(200);
    await type('two\n');
    await type('two\n');
    await until(log, ({ body }) => body.match(/two/g)?.length === 2);
    await first.gateway.close();
    const second = await TestGateway.start(state);
    const again = Object.assign(Object.create(device), { url: second.url });
    await again.call(
      `POST /api/sessions/${id}/input`,
      { text: 'one\n' },
      { 'idempotency-key': 'k1' },
    );
    await again.call(`POST /api/sessions/${id}/input`, { text: 'end\n' });
    const { body } = await until(
      () => again.call('GET /api/sessions/cat/log?raw=1'),
      (answer: { body: string }) => answer.body.includes('end'),
    );
    expect(body).toBe('ready\r\none\r\ntwo\r\ntwo\r\nend\r\n');
    expect(
      (await again.call(`POST /api/sessions/${id}/input`, { text: 'x'.repeat(65_537) })).status,
    ).toBe(413);
    await again.call(`POST /api/sessions/${id}/stop`, { how: 'kill' });
    const late = await again.call(`POST /api/sessions/${id}/input`, { text: 'late' });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'not-running' } } });
  });

  it('[GATE13] the log comes as lines: all, the last ones, a stretch; or raw', async () => {
    const { device } = await paired();
    const text = String.raw`printf 'a\n\033[31mred\033[0m\n1%%\r50%%\r99%%\nopen'; exec sleep 1000`;
    await device.launch('out', text);
    await until(
      () => device.call('GET /api/sessions/out'),
      ({ body }) => body.lastLine === 'open',
    );
    const log = async (query: string) =>
      (await device.call(`GET /api/sessions/out/log${query}`)).body;
    expect(await log('?raw=1')).toBe('a\r\n\x1b[31mred\x1b[0m\r\n1%\r50%\r99%\r\nopen');
    expect(await log('')).toBe('a\nred\n99%\nopen\n');
    expect(await log('?tail=2')).toBe('99%\nopen\n');
    expect(await log('?from=1&to=3')).toBe('red\n99%\n');
    expect(await log('?from=3')).toBe('open\n');
    expect(await log('?from=99')).toBe('');
    const { headers } = await device.call('GET /api/sessions/out/log?tail=1');
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('[GATE50] a request that cannot be is told which field is wrong, and what may stand there', async () => {
    const { device } = await paired();
    await device.launch('out', 'exec sleep 1000');
    const wholeTail = '"tail" must be a whole number, 1 or more.';
    const oneWay = 'The request may ask by "raw", by "tail" or by "from" with "to", one of them.';
    const ways = '"how" must be interrupt, terminate or kill.';
    const refusals: [string, unknown, string][] = [
      ['GET /api/sessions/out/log?tail=0', undefined, wholeTail],
      ['GET /api/sessions/out/log?tail=-1', undefined, wholeTail],
      ['GET /api/sessions/out/log?tail=abc', undefined, wholeTail],
      ['GET /api/sessions/out/log?from=-1', undefined, '"from" must be a whole number, 0 or more.'],
      ['GET /api/sessions/out/log?raw=2', undefined, '"raw" must be 1.'],
      ['GET /api/sessions/out/log?to=3', undefined, oneWay],
      ['GET /api/sessions/out/log?tail=1&from=1', undefined, oneWay],
      [
        'GET /api/sessions/out/log?tial=1',
        undefined,
        'There is no "tial" to give here. Check the spelling.',
      ],
      ['POST /api/sessions/out/stop', { how: 'x' }, ways],
      ['POST /api/sessions/out/stop', {}, ways],
      ['POST /api/sessions/out/input', {}, '"text" is missing: it must be text.'],
      ['POST /api/sessions/out/input', { text: 5 }, '"text" must be text.'],
      ['PUT /api/tmux', { shown: 1 }, '"shown" must be true or false.'],
      [
        'POST /api/pairings',
        { device: 'x'.repeat(201) },
        '"device" must be 200 characters or less.',
      ],
      ['POST /api/tmux/panes', { pane: '7' }, '"pane" must be a pane\'s id, such as %3.'],
      ['GET /api/name', undefined, 'The request must give "command" or "like", one of them.'],
    ];
    for (const [route, request, message] of refusals) {
      const { status, body } = await device.call(route, request);
      expect({ route, status, ...body.error }).toEqual({
        ...{ route, status: 400, code: 'bad-request', message },
      });
    }
  });

  it('[GATE13] a long log comes whole, and its end at once', async () => {
    const { device } = await paired();
    await device.launch('long', 'seq 1 30000');
    await until(
      () => device.call('GET /api/sessions/long'),
      ({ body }) => body.state === 'ended',
    );
    const { body } = await device.call('GET /api/sessions/long/log');
    expect(body).toBe(Array.from({ length: 30_000 }, (_, i) => `${i + 1}\n`).join(''));
    const tail = await device.call('GET /api/sessions/long/log?tail=3');
    expect(tail.body).toBe('29998\n29999\n30000\n');
    const middle = await device.call('GET /api/sessions/long/log?from=14999&to=15002');
    expect(middle.body).toBe('15000\n15001\n15002\n');
  });

  it('[GATE13] a stretch of what has settled comes at once, whatever goes on at the end', async () => {
    const { device } = await paired();
    await device.launch('flood', 'seq 1 20000; exec yes');
    await until(
      () => device.call('GET /api/sessions/flood/log?from=0&to=1'),
      ({ body }) => body === '1\n',
    );
    const from = performance.now();
    const { body } = await device.call('GET /api/sessions/flood/log?from=14999&to=19000');
    expect(String(body).split('\n').at(0)).toBe('15000');
    // Whoever waits for the flood's end waits for ten seconds.
    expect(performance.now() - from).toBeLessThan(9000);
    await device.call('POST /api/sessions/flood/stop', { how: 'kill' });
  });

  it('[GATE14] sessions that nobody of this gateway made or removed are in the list all the same', async () => {
    const { device, gateway } = await paired();
    const socket = await device.connect();
    const { shown, named } = await watchList(socket);
    const other = await TestGateway.start(gateway.state).catch((error) => error.code);
    expect(other).toBe('gateway-running');
    const made = await launchSession(gateway.state, {
      hostSource: testHostDirectory,
      name: 'mine',
      command: 'exit 3',
      env: process.env as Record<string, string>,
      login: false,
    });
    const { body } = await until(
      () => device.call('GET /api/sessions/mine'),
      (answer) => answer.body.state === 'ended',
    );
    expect(body).toMatchObject({ exitCode: 3, reason: 'exit' });
    await expect.poll(() => named('mine')?.state, { timeout: 10_000 }).toBe('ended');
    await rm(`${gateway.state.sessionsDir}/${made.id}`, { recursive: true });
    await expect.poll(() => shown.has(made.id), { timeout: 10_000 }).toBe(false);
    expect((await device.call('GET /api/sessions')).body).toEqual([]);
  });

  it("[GATE14] other machines' sessions are listed, and not touched", async () => {
    const state = await testState();
    await mkdir(`${state.root}/gpu02/s/abcd1234`, { recursive: true, mode: 0o700 });
    const spec = {
      ...{ version: 1, id: 'abcd1234', name: 'far', command: 'x', argv: ['x'], cwd: '/' },
      ...{ env: {}, cols: 80, rows: 24, created: new Date(0).toISOString() },
    };
    await writeFile(`${state.root}/gpu02/s/abcd1234/spec.json`, JSON.stringify(spec));
    const gateway = await TestGateway.start(state);
    const device = await gateway.pair();
    const { body } = await device.call('GET /api/sessions');
    expect(body).toMatchObject([{ name: 'far', machine: 'gpu02' }]);
    for (const [route, say] of [
      ['DELETE /api/sessions/far', undefined],
      ['PATCH /api/sessions/far', { name: 'b' }],
      ['POST /api/sessions/far/stop', { how: 'kill' }],
    ] as const) {
      expect((await device.call(route, say)).body.error.code).toBe('other-machine');
    }
    expect(JSON.parse(await readFile(`${state.root}/gpu02/s/abcd1234/spec.json`, 'utf8'))).toEqual(
      spec,
    );
  });
});
