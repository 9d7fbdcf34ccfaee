import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { Ada, counter, done, findings } from './ada.ts';
import { TestHost, until, whyNoTestHost } from './test-host.ts';

const why = whyNoTestHost();
if (why !== null) console.log(`No test host with systemd here: ${why}.`);

/** More than a host's own patience with its start and its end. */
const hookMs = 200_000;
const serve = '--listen 127.0.0.1:7373';

describe.skipIf(why !== null)('with systemd as the first process', { timeout: 120_000 }, () => {
  let host: TestHost;
  let ada: Ada;
  beforeAll(async () => {
    const built = inject('builtProduct');
    // Another user has to be able to read it.
    execFileSync('chmod', ['-R', 'a+rX', built]);
    host = await TestHost.boot(join(built, 'server'));
    ada = new Ada(host);
  }, hookMs);

  afterAll(async () => {
    await host?.close();
  }, hookMs);

  afterEach(() => ada.forget(), hookMs);

  test('[SYSTEMD1] an installed gateway is restarted, killed, stopped and uninstalled; its sessions live beside it', async () => {
    const told = await done(host.login(`outlive service install ${serve}`));
    expect(told).toContain('is started by the system from now on');
    // It serves when install has returned, and a page may start sessions.
    await ada.startFromPage('train');
    await ada.isInOwnScope('train');
    const { pid } = await ada.session('train');

    const first = await ada.gateway();
    expect(await ada.cgroupOf(first)).toMatch(/\/app\.slice\/outlive\.service$/);
    await done(host.login('systemctl --user restart outlive.service'));
    const second = await ada.gateway();
    expect(second).not.toBe(first);
    await ada.countsOn('train');

    await host.root(`kill -KILL ${second}`);
    await until('systemd starts it again', async () => ![0, second].includes(await ada.gateway()));
    await host.loggedOut();
    await ada.countsOn('train');

    await done(host.login('systemctl --user stop outlive.service'));
    expect(await ada.gateway()).toBe(0);
    await ada.countsOn('train');
    await done(host.login('systemctl --user start outlive.service'));
    expect(await done(host.login('outlive service status'))).toBe('active\n');
    await done(host.login('outlive service uninstall'));
    expect(await ada.gateway()).toBe(0);
    expect((await host.login('systemctl --user cat outlive.service')).status).not.toBe(0);
    await ada.countsOn('train');
    expect((await ada.session('train')).pid).toBe(pid);
  });

  test('[SYSTEMD2] a gateway that cannot start is not left installed, and says why; new options replace old ones', async () => {
    await done(host.login(`outlive service install ${serve}`));
    await done(host.login('outlive service install --listen 127.0.0.1:7400'));
    expect(await done(host.login('outlive doctor'))).toContain('serves on 127.0.0.1:7400');
    await done(host.login('outlive service uninstall'));
    const other = 'OUTLIVE_STATE_DIR=~/.local/other';
    const refused = await host.login(
      `${other} outlive serve -d ${serve} >/dev/null; outlive service install ${serve}`,
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
    await ada.countsOn('train');
    await ada.isInOwnScope('train');
    expect(await ada.cgroupOf(await ada.gateway())).toMatch(/\/outlive-gateway-\w+\.scope$/);
    expect(await done(host.login('outlive doctor'))).toContain('serves on 127.0.0.1:7373');
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
    await until('it has ended', async () => (await ada.session('train')).state === 'ended');
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
    await ada.countsOn('train');
    await ada.isInOwnScope('train');
    expect((await host.root("pgrep -c -u ada -fx 'sleep 1000'")).text).toBe('1\n');
    expect(await done(host.login('outlive doctor'))).toContain('serves on 127.0.0.1:7373');
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
      await ada.startFromPage('train');
      const { pid } = await ada.session('train');
      expect(await ada.cgroupOf(pid)).toMatch(/\/outlive\.service$/);
      await done(host.login('systemctl --user restart outlive.service'));
      await ada.countsOn('train');
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
      await ada.countsOn('train');
    } finally {
      login.stdin?.end();
    }
    await host.loggedOut();
    await until('it has ended', async () => (await ada.session('train')).state === 'ended');
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
    await ada.managerRuns();
    await done(host.root(`${service} /bin/bash -c "${counter('train').replace(/\$/g, '\\$')}"`));
    await ada.countsOn('train');
    await ada.isInOwnScope('train');
  });

  test('[SYSTEMD7] after su, without a login of its own, the manager is found all the same', async () => {
    await done(host.root('loginctl enable-linger ada'));
    await ada.managerRuns();
    // As sudo leaves it, without a login of its own.
    const around = 'env HOME=/home/ada USER=ada XDG_RUNTIME_DIR=/run/user/0';
    const su = (words: string) =>
      host.root(`cd / && ${around} setpriv --reuid ada --regid ada --init-groups ${words}`);
    await done(su(`outlive service install ${serve}`));
    expect(await done(su('outlive service status'))).toBe('active\n');
    await done(su('outlive service uninstall'));
  });
});
