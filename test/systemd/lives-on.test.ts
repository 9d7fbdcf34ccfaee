import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../server/cli/doctor/finding.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type Said, TestHost, until, whyNoTestHost } from './test-host.ts';

const why = whyNoTestHost();
if (why !== null) console.log(`No test host with systemd here: ${why}.`);

/** Counts on the disk for as long as it lives. */
const counter = (name: string) =>
  `outlive new -d -s ${name} 'i=0; while sleep 0.05; do i=$((i+1)); echo $i > ~/${name}.count; done'`;
const serve = '--listen 127.0.0.1:7373';

describe.skipIf(why !== null)('with systemd as the first process', () => {
  let host: TestHost;
  let built = '';

  beforeAll(async () => {
    built = mkdtempSync('/tmp/osd-');
    const script = fileURLToPath(new URL('../../server/build.mjs', import.meta.url));
    execFileSync(process.execPath, [script, join(built, 'server')]);
    // Another user has to be able to read it.
    execFileSync('chmod', ['-R', 'a+rX', built]);
    host = await TestHost.boot(join(built, 'server'));
  });

  afterAll(async () => {
    await host?.close();
    rmSync(built, { recursive: true, force: true });
  });

  /** Everything of the user's ends, and is forgotten. */
  afterEach(async () => {
    await host.root(
      'loginctl disable-linger ada; systemctl unmask --runtime polkit; loginctl terminate-user ada',
    );
    await host.root('pkill -KILL -u ada');
    await until('nothing of hers runs', async () => (await host.root('pgrep -u ada')).text === '');
    await host.root('rm -rf /home/ada/.local /home/ada/.config /home/ada/*.count');
  });

  async function done(said: Promise<Said>): Promise<string> {
    const { status, text } = await said;
    expect({ status, text }).toEqual({ status: 0, text });
    return text;
  }

  const count = async (name: string) =>
    Number((await host.root(`cat /home/ada/${name}.count`)).text) || 0;

  async function countsOn(name: string): Promise<void> {
    const before = await count(name);
    await until(`${name} counts on`, async () => (await count(name)) > before + 1);
  }

  async function session(name: string): Promise<SessionSummary> {
    const { text } = await host.root("su ada -c 'outlive ls --json'");
    const all = JSON.parse(text) as SessionSummary[];
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no session ${name} in ${text}`);
    return found;
  }

  const cgroupOf = async (pid: number | null) =>
    /^0::(.*)$/m.exec((await host.root(`cat /proc/${pid}/cgroup`)).text)?.[1];

  const gateway = async () =>
    Number((await host.root('pgrep -u ada -f "main.js serve"')).text.trim().split('\n')[0]);

  const scope = (id: string) =>
    expect.stringMatching(new RegExp(`/user@\\d+\\.service/app\\.slice/outlive-${id}\\.scope$`));

  /** What the doctor says in a login, by what it looked at. */
  function findings(text: string): Record<string, Finding> {
    const list = JSON.parse(text) as Finding[];
    return Object.fromEntries(list.map((finding) => [finding.check, finding]));
  }

  test('[SYSTEMD1] an installed gateway is restarted, killed, stopped and uninstalled; its sessions live beside it', async () => {
    const told = await done(host.login(`outlive service install ${serve}`));
    expect(told).toContain('is started by the system from now on');
    // It serves when install has returned, and a page may start sessions.
    const { code } = JSON.parse(await done(host.login('outlive pair --json')));
    const post = (path: string, body: object, token = '') =>
      `curl -sf -H 'content-type: application/json' -H 'authorization: Bearer ${token}' -d '${JSON.stringify(body)}' http://127.0.0.1:7373${path}`;
    const paired = await done(host.login(post('/api/pair', { code, device: 'phone' })));
    const { token } = JSON.parse(paired) as { token: string };
    const command = 'i=0; while sleep 0.05; do i=$((i+1)); echo $i > ~/train.count; done';
    await done(host.login(post('/api/sessions', { name: 'train', command }, token)));
    await countsOn('train');
    const { id, pid } = await session('train');
    expect(await cgroupOf(pid)).toEqual(scope(id));

    const first = await gateway();
    expect(await cgroupOf(first)).toMatch(/\/app\.slice\/outlive\.service$/);
    await done(host.login('systemctl --user restart outlive.service'));
    const second = await gateway();
    expect(second).not.toBe(first);
    await countsOn('train');

    await host.root(`kill -KILL ${second}`);
    await until('systemd starts it again', async () => ![0, second].includes(await gateway()));
    await host.loggedOut();
    await countsOn('train');

    await done(host.login('systemctl --user stop outlive.service'));
    expect(await gateway()).toBe(0);
    await countsOn('train');
    await done(host.login('systemctl --user start outlive.service'));
    expect(await done(host.login('outlive service status'))).toBe('active\n');
    await done(host.login('outlive service uninstall'));
    expect(await gateway()).toBe(0);
    expect((await host.login('systemctl --user cat outlive.service')).status).not.toBe(0);
    await countsOn('train');
    expect((await session('train')).pid).toBe(pid);
  });

  test('[SYSTEMD2] a gateway that cannot start is not left installed, and says why; new options replace old ones', async () => {
    await done(host.login(`outlive service install ${serve}`));
    await done(host.login('outlive service install --listen 127.0.0.1:7400'));
    await done(host.login('curl -sf http://127.0.0.1:7400/healthz'));
    await done(host.login('outlive service uninstall'));
    const busy = 'python3 -m http.server --bind 127.0.0.1 7373 >/dev/null 2>&1 & sleep 0.5';
    const refused = await host.login(
      `${busy}; outlive service install ${serve}; s=$?; kill %1; exit $s`,
    );
    expect(refused.status).toBe(1);
    expect(refused.text).toMatch(/^outlive: The gateway did not start: .*7373.*\n/m);
    expect((await host.login('systemctl --user cat outlive.service')).status).not.toBe(0);
  });

  test('[SYSTEMD3] KillUserProcesses=yes: lingering, neither a session nor a gateway in the background ends with its login', async () => {
    await host.setLogin('KillUserProcesses=yes');
    await done(host.login('loginctl enable-linger'));
    const said = await done(
      host.login(
        `${counter('train')} && outlive serve -d ${serve} >/dev/null && outlive doctor --json`,
      ),
    );
    await host.loggedOut();
    await countsOn('train');
    const { id, pid } = await session('train');
    expect(await cgroupOf(pid)).toEqual(scope(id));
    expect(await cgroupOf(await gateway())).toMatch(/\/outlive-gateway-\w+\.scope$/);
    await done(host.login('curl -sf http://127.0.0.1:7373/healthz'));
    const { logout, unit, sessions } = findings(said);
    expect([logout?.state, unit?.state, sessions?.state]).toEqual(['ok', 'ok', 'ok']);
    expect(logout?.words).toContain('you linger');
  });

  test('[SYSTEMD4] KillUserProcesses=yes without lingering: the doctor says what ends, and it does', async () => {
    await host.setLogin('KillUserProcesses=yes');
    const said = await host.login(`${counter('train')}; outlive doctor --json`);
    expect(said.status).toBe(1);
    const found = findings(said.text);
    expect(found.logout).toMatchObject({ state: 'broken', fix: 'loginctl enable-linger' });
    expect(found.sessions).toMatchObject({
      state: 'broken',
      words: expect.stringContaining('train'),
      fix: 'loginctl enable-linger, then: outlive service install',
    });
    await host.loggedOut();
    await until('it has ended', async () => (await session('train')).state === 'ended');
  });

  test.each([
    `outlive service install ${serve}`,
    `loginctl enable-linger; outlive serve -d ${serve}`,
  ])('[SYSTEMD4] "%s" keeps even the sessions that run from ending', async (command) => {
    await host.setLogin('KillUserProcesses=yes');
    const deep = 'outlive new -d -s deep "bash -c \'sleep 1000 & wait\'"';
    await done(
      host.login(`${counter('train')}; ${deep}; ${command}; outlive doctor --json > /tmp/after`),
    );
    const after = findings((await host.root('cat /tmp/after')).text);
    expect(after.sessions).toMatchObject({ state: 'ok' });
    await host.loggedOut();
    await countsOn('train');
    const { id, pid } = await session('train');
    expect(await cgroupOf(pid)).toEqual(scope(id));
    expect((await host.root("pgrep -c -u ada -fx 'sleep 1000'")).text).toBe('1\n');
    await done(host.login('curl -sf http://127.0.0.1:7373/healthz'));
  });

  test('[SYSTEMD5] where lingering is refused, install says whom to ask; stops leave sessions, the last logout does not', async () => {
    await host.setLogin('KillUserProcesses=no');
    await host.root('systemctl mask --runtime --now polkit');
    const login = host.openLogin();
    try {
      await until(
        'she is logged in',
        async () => (await host.root('pgrep -u ada -x bash')).text !== '',
      );
      const told = await done(host.login(`outlive service install ${serve}`));
      expect(told).toContain('Ask an administrator for: loginctl enable-linger ada');
      const page = 'systemd-run --user --quiet --wait -p KillMode=process';
      await done(
        host.login(
          `${page} /usr/local/bin/outlive new -d -s train 'while sleep 0.05; do date +%N > ~/train.count; done'`,
        ),
      );
      const said = await host.login('outlive doctor --json');
      const { logout, sessions, unit } = findings(said.text);
      expect([logout?.state, unit?.state]).toEqual(['ok', 'ok']);
      expect(sessions).toMatchObject({
        state: 'broken',
        words: 'Logging out ends train: you do not linger.',
        fix: 'sudo loginctl enable-linger ada, then: outlive service install',
      });
      const inUnit = await host.login(
        'systemd-run --user --quiet --pipe --wait /usr/local/bin/outlive doctor --json',
      );
      expect(findings(inUnit.text).unit).toMatchObject({
        state: 'broken',
        fix: 'sudo loginctl enable-linger ada',
      });
      await done(host.login('outlive service uninstall'));
      expect((await session('train')).state).toBe('running');
    } finally {
      login.stdin?.end();
    }
    await host.loggedOut();
    await until('it has ended', async () => (await session('train')).state === 'ended');
  });

  test('[SYSTEMD6] a shell in a service of the system is told; lingering, its sessions outlive that service', async () => {
    const service =
      'systemd-run --quiet --uid=ada --setenv=HOME=/home/ada --pipe --wait --unit=jupyterhub';
    const told = await host.root(`${service} /usr/local/bin/outlive doctor --json`);
    expect(findings(told.text).unit).toMatchObject({
      state: 'warning',
      words: expect.stringContaining('jupyterhub.service'),
    });
    await done(host.root('loginctl enable-linger ada'));
    await until(
      'her manager runs',
      async () => (await host.root('systemctl is-active user@$(id -u ada)')).text === 'active\n',
    );
    await done(host.root(`${service} /bin/bash -c "${counter('train').replace(/\$/g, '\\$')}"`));
    await countsOn('train');
    const { id, pid } = await session('train');
    expect(await cgroupOf(pid)).toEqual(scope(id));
  });

  test('[SYSTEMD7] after su, without a login of its own, the manager is found all the same', async () => {
    await done(host.root('loginctl enable-linger ada'));
    await until(
      'her manager runs',
      async () => (await host.root('systemctl is-active user@$(id -u ada)')).text === 'active\n',
    );
    const su = (words: string) => host.root(`XDG_RUNTIME_DIR=/run/user/0 su ada -c "${words}"`);
    await done(su(`outlive service install ${serve}`));
    expect(await done(su('outlive service status'))).toBe('active\n');
    await done(su('outlive service uninstall'));
  });
});
