import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { examineCgroup } from '../../server/cli/doctor/cgroup.ts';
import type { Finding } from '../../server/cli/doctor/finding.ts';
import { examineInstallation } from '../../server/cli/doctor/installation.ts';
import { examineLimits } from '../../server/cli/doctor/limits.ts';
import { examineLogout } from '../../server/cli/doctor/logout.ts';
import { examineNeighbours } from '../../server/cli/doctor/neighbours.ts';
import { judgeKind } from '../../server/cli/doctor/storage.ts';
import type { World } from '../../server/cli/doctor/world.ts';
import { findEnders } from '../../server/machine/enders.ts';
import { outlive } from './outlive.ts';

/** A computer that says these things: files by path, programs by how they are called. */
function world(
  files: Record<string, string>,
  programs: Record<string, string> = {},
  env: Record<string, string> = {},
): World {
  return {
    env: { USER: 'ada', ...env },
    platform: 'linux',
    read: async (path) => files[path] ?? null,
    ask: async (...words) => programs[words.join(' ')] ?? null,
  };
}

/** What words have to say, in place of the words. */
const anyWords = <T extends { words: RegExp }>(finding: T) => ({
  ...finding,
  words: expect.stringMatching(finding.words),
});

const of = (findings: readonly Finding[], check: string) =>
  findings.find((finding) => finding.check === check);

const killsQuestion =
  'busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager KillUserProcesses KillOnlyUsers KillExcludeUsers';
const lingerQuestion = 'loginctl show-user ada -p Linger --value';
/** A systemd manager of the user's runs. */
const manager = {
  'id -u': '1000',
  'test -e /run/user/1000/systemd/private': '',
  'test -x /usr/bin/systemd-run': '',
};
const pkcheck = `pkcheck --action-id org.freedesktop.login1.set-self-linger --process ${process.pid}`;
const login = { '/proc/self/cgroup': '0::/user.slice/user-1000.slice/session-3.scope\n' };

describe('doctor', () => {
  test('[DOCTOR1] looks at everything here, tells it line by line and as JSON, and finds nothing broken', async () => {
    const o = outlive();
    const { status, stdout } = await o.run('doctor');
    expect(status).toBe(0);
    for (const check of [
      'node',
      'node-pty',
      'state',
      'disk room',
      'disk kind',
      'clock',
      'open files',
      'processes',
      'cgroup',
      'slurm',
      'unit',
      'logout',
      'gateway',
    ])
      expect(stdout).toMatch(new RegExp(`^(ok|warning) +${check} `, 'm'));
    const json = await o.run('doctor', '--json');
    const findings = JSON.parse(json.stdout) as Finding[];
    expect(findings.length).toBeGreaterThan(9);
    for (const finding of findings) {
      expect(Object.keys(finding).sort()).toEqual([
        'check',
        'endangersSessions',
        'fix',
        'state',
        'words',
      ]);
      expect(finding.state === 'ok').toBe(finding.fix === null);
    }
  });

  test('[DOCTOR2] a state directory that others can enter is broken, and the exit status says so', async () => {
    const o = outlive();
    const open = mkdtempSync('/tmp/od-');
    chmodSync(open, 0o755);
    const { status, stdout } = await o.runWith({ env: { OUTLIVE_STATE_DIR: open } }, 'doctor');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^broken +state .*chmod 700/m);
  });

  test('[DOCTOR3] KillUserProcesses=yes without lingering is broken, and one command mends it', async () => {
    const yes = { [killsQuestion]: 'b true\nas 0\nas 1 "root"', [pkcheck]: '' };
    const bad = of(await examineLogout(world(login, { ...yes, [lingerQuestion]: 'no' })), 'logout');
    expect(bad).toMatchObject({ state: 'broken', fix: 'loginctl enable-linger' });
    const good = of(
      await examineLogout(world(login, { ...yes, ...manager, [lingerQuestion]: 'yes' })),
      'logout',
    );
    expect(good?.state).toBe('ok');
    const noManager = world(login, { ...yes, 'id -u': '1000', [lingerQuestion]: 'yes' });
    expect(of(await examineLogout(noManager), 'logout')).toMatchObject({
      state: 'broken',
      fix: 'sudo systemctl start user@1000.service',
    });
    const forbidden = world(login, { [killsQuestion]: 'b true', 'id -un': 'ada' });
    expect(of(await examineLogout(forbidden), 'logout')?.fix).toBe(
      'sudo loginctl enable-linger ada',
    );
    for (const spared of ['b true\nas 0\nas 1 "ada"', 'b true\nas 1 "bob"\nas 0']) {
      const found = await examineLogout(world(login, { [killsQuestion]: spared }));
      expect(of(found, 'logout')?.state).toBe('ok');
    }
    const no = of(await examineLogout(world(login, { [killsQuestion]: 'b false' })), 'logout');
    expect(no?.state).toBe('ok');
    // Where logind does not answer, its files do.
    const booted = { 'test -d /run/systemd/system': '' };
    const files = {
      'systemd-analyze cat-config systemd/logind.conf':
        '[Login]\n#KillUserProcesses=no\nKillUserProcesses=yes\n',
    };
    expect(of(await examineLogout(world(login, { ...booted, ...files })), 'logout')?.state).toBe(
      'broken',
    );
    expect(of(await examineLogout(world(login, booted)), 'logout')?.state).toBe('ok');
    expect(of(await examineLogout(world({})), 'logout')?.words).toContain('no systemd-logind');
  });

  test('[DOCTOR4] a shell inside a Slurm job or a service is told that sessions end with it', async () => {
    const adopted = {
      '/proc/self/cgroup': '0::/system.slice/slurmstepd.scope/job_4711/step_extern/user/task_0\n',
    };
    expect(of(await examineLogout(world(adopted)), 'slurm')).toMatchObject({
      state: 'warning',
      endangersSessions: true,
      words: expect.stringContaining('4711'),
    });
    const job = await examineLogout(world(login, {}, { SLURM_JOB_ID: '12' }));
    expect(of(job, 'slurm')?.state).toBe('warning');
    const service = { '/proc/self/cgroup': '0::/system.slice/jupyterhub.service\n' };
    expect(of(await examineLogout(world(service)), 'unit')).toMatchObject({
      state: 'warning',
      words: expect.stringContaining('jupyterhub.service'),
    });
    const kind = { 'systemctl show -p KillMode --value jupyterhub.service': 'process' };
    expect(of(await examineLogout(world(service, kind)), 'unit')?.state).toBe('ok');
    const own = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/outlive.service\n';
    const inManager = { '/proc/self/cgroup': own };
    expect(of(await examineLogout(world(inManager)), 'unit')).toMatchObject({
      state: 'broken',
      words: expect.stringContaining('last logout'),
    });
    const lingering = world(inManager, { ...manager, [lingerQuestion]: 'yes' });
    expect(of(await examineLogout(lingering), 'unit')?.state).toBe('ok');
    expect(of(await examineLogout(world(login)), 'unit')?.state).toBe('ok');
  });

  test('[DOCTOR5] small limits and an old Node are found', async () => {
    const limits = `Limit                     Soft Limit           Hard Limit           Units
Max processes             100                  200                  processes
Max open files            256                  unlimited            files
`;
    const found = await examineLimits(world({ '/proc/self/limits': limits }));
    expect(of(found, 'open files')).toMatchObject({ state: 'warning', endangersSessions: true });
    expect(of(found, 'processes')?.state).toBe('warning');
    const installation = await examineInstallation(world({}), '18.20.4');
    expect(installation.map(({ state }) => state)).toEqual(['broken', 'broken']);
  });

  test('[DOCTOR7] a network disk below the state directory is told by its kind', () => {
    // linux/magic.h; no test can mount a server's disk.
    const kinds = { NFS: 0x6969, Lustre: 0x0bd00bd0, FUSE: 0x65735546, CIFS: 0xff534d42 };
    for (const [kind, type] of Object.entries(kinds)) {
      expect(judgeKind(type)).toMatchObject({
        state: 'warning',
        words: expect.stringContaining(`(${kind})`),
      });
    }
    for (const local of [0xef53, 0x01021994, 0x794c7630]) expect(judgeKind(local).state).toBe('ok');
  });

  test('[DOCTOR8] what the control group allows is told, its tightest bound first', async () => {
    const group = (files: Record<string, string>) =>
      examineCgroup(world({ '/proc/self/cgroup': '0::/user.slice/user-7.slice\n', ...files }));
    const at = '/sys/fs/cgroup/user.slice';
    expect(await group({})).toMatchObject([{ state: 'ok', words: /no bound/ }].map(anyWords));
    const around = await group({
      [`${at}/memory.max`]: `${512 * 1024 * 1024}\n`,
      [`${at}/user-7.slice/memory.max`]: 'max\n',
    });
    expect(around).toMatchObject(
      [{ state: 'warning', words: /shares 512 MiB/, endangersSessions: true }].map(anyWords),
    );
    const few = await group({ [`${at}/user-7.slice/pids.max`]: '100\n' });
    expect(few).toMatchObject([{ state: 'warning', words: /100 processes/ }].map(anyWords));
    const all = await group({ [`${at}/user-7.slice/memory.oom.group`]: '1\n' });
    expect(all).toMatchObject([{ state: 'warning', words: /ends everything/ }].map(anyWords));
  });

  test('[DOCTOR6] serving warns at its start of what endangers sessions', async () => {
    const o = outlive({ SLURM_JOB_ID: '4711' });
    const { status, stdout } = await o.run('serve', '-d', '--listen', '127.0.0.1:0');
    expect(status).toBe(0);
    process.kill(Number(/"kill (\d+)"/.exec(stdout)?.[1]));
    expect(stdout).toMatch(/Warning: .*Slurm job 4711/);
  });

  test('[DOCTOR9] what ends programs later without a word is found, each by itself', async () => {
    const none = world({
      '/proc/self/limits':
        'Max cpu time              unlimited            unlimited            seconds',
    });
    expect(await findEnders(none, '/home/ada/.local/state/outlive')).toEqual([]);
    const session = '0::/user.slice/user-1000.slice/session-3.scope\n';
    const tidy = 'q /tmp 1777 root root 10d\nq /var/tmp 1777 root root 30d\n';
    const idle =
      'busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager StopIdleSessionUSec';
    const limit = (name: string, value: number) => ({
      '/proc/self/limits': `Max ${name.padEnd(22)}${value}   unlimited  x\n`,
    });
    for (const [where, state, check, words] of [
      [world(limit('cpu time', 1800)), null, 'processor time', /after 30 min of processor time/],
      [world(limit('file size', 1 << 30)), null, 'file size', /larger than 1024 MiB/],
      [world(limit('address space', 1 << 30)), null, 'address space', /only 1024 MiB of memory/],
      [world(limit('data size', 1 << 30)), null, 'data size', /only 1024 MiB of data/],
      [world({}, {}, { TMOUT: '900' }), null, 'idle shells', /waits for 15 min .*\(TMOUT\)/],
      [
        world({ '/etc/profile': 'readonly TMOUT=600\n' }),
        null,
        'idle shells',
        /TMOUT, set in \/etc\/profile/,
      ],
      [
        world(
          { '/etc/profile.d/x.sh': 'export TMOUT="60"\n' },
          { 'ls /etc/profile.d': 'x.sh\nx.csh' },
        ),
        null,
        'idle shells',
        /60 s/,
      ],
      [
        world(
          { '/proc/self/cgroup': session },
          { 'systemctl show -p RuntimeMaxUSec --value session-3.scope': '2h' },
        ),
        null,
        'unit time',
        /ends session-3\.scope.* after 2h/,
      ],
      [world({}, { [idle]: 't 3600000000' }), null, 'idle logins', /idle for 60 min/],
      [
        world({ '/usr/lib/tmpfiles.d/tmp.conf': tidy }),
        '/tmp/x/outlive',
        'cleaner',
        /systemd-tmpfiles, after 10d/,
      ],
      [world({ '/etc/tmpreaper.conf': '' }), '/var/tmp/x', 'cleaner', /tmpreaper/],
      [world({}, {}, { SLURM_JOB_ID: '7' }), null, 'cluster job', /Slurm job 7/],
      [
        world(
          {},
          { 'sinfo --noheader --Node --format=%N': 'gpu01\ngpu02', 'uname -n': 'login1.cluster' },
        ),
        null,
        'login node',
        /login node/,
      ],
    ] as const) {
      expect(await findEnders(where, state)).toMatchObject([
        { check, words: expect.stringMatching(words) },
      ]);
    }
    for (const where of [
      world({ '/etc/profile': '# TMOUT=600\nTMOUT=0\n' }),
      world({}, { [idle]: 't 18446744073709551615' }),
      world({}, { 'sinfo --noheader --Node --format=%N': 'gpu01', 'uname -n': 'gpu01' }),
      world(
        { '/proc/self/cgroup': session },
        { 'systemctl show -p RuntimeMaxUSec --value session-3.scope': 'infinity' },
      ),
    ]) {
      expect(await findEnders(where, '/srv/ada')).toEqual([]);
    }
  });

  test('[DOCTOR9] under a real limit doctor, serve and the form tell of it', async () => {
    const o = outlive();
    const [node, main] = o.program;
    const run = (text: string) =>
      new Promise<string>((resolve) => {
        execFile('bash', ['-c', text], { env: o.env }, (_, stdout) => resolve(stdout));
      });
    const said = await run(`ulimit -t 86400; '${node}' '${main}' doctor`);
    expect(said).toMatch(
      /^warning +processor time +The system kills a program after 24 h of processor time/m,
    );
    const served = await run(`ulimit -t 86400; '${node}' '${main}' serve -d --listen 127.0.0.1:0`);
    const pid = Number(/"kill (\d+)"/.exec(served)?.[1]);
    onTestFinished(() => void process.kill(pid, 'SIGTERM'));
    expect(served).toMatch(/Warning: The system kills a program after 24 h/);
    const { link } = JSON.parse((await o.run('pair', '--json')).stdout);
    const { origin, hash } = new URL(link);
    const call = (path: string, body: object, token = '') =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }).then((answer) => answer.json());
    const { token } = await call('/api/pair', { code: hash.slice(1), device: 'test' });
    const { problems } = await call('/api/preflight', { command: 'true' }, token);
    expect(problems).toMatchObject([
      {
        field: 'form',
        kind: 'warning',
        message: expect.stringMatching(/after 24 h of processor time/),
      },
    ]);
  });

  describe('other people', () => {
    const passwd = [
      ...['root:x:0:0::/root:/bin/bash', 'www:x:33:33::/var/www:/usr/sbin/nologin'],
      ...['bob:x:1001:1001::/home/bob:/bin/zsh', 'svc:x:1002:1002::/:/usr/sbin/nologin'],
      'nobody:x:65534:65534::/:/usr/sbin/nologin',
    ].join('\n');
    const served = { listen: '127.0.0.1:7373', tls: null, publicUrl: null, basePath: '' };
    const look = (programs: Record<string, string>, how: object = {}) =>
      examineNeighbours(world({}, programs, { HOME: homedir() }), { ...served, ...how });

    test('[TRUST46] where others use the machine it names them, and the line that serves at a unix socket', async () => {
      const [found] = await look({ 'getent passwd': passwd });
      expect(found).toMatchObject({ check: 'neighbours', state: 'warning' });
      expect(found?.words).toContain('(bob)');
      const socket = `unix:${homedir()}/.outlive-socket/web.sock`;
      expect(found?.fix).toBe(`outlive serve --listen ${socket}`);
      const [behind] = await look(
        { 'getent passwd': passwd, 'ps -e -o uid=': '    0\n 1002\n 4711\n' },
        { publicUrl: "https://it's.example", basePath: '/x' },
      );
      expect(behind?.words).toContain('svc, user 4711, bob');
      expect(behind?.fix).toBe(
        `outlive serve --listen ${socket} --public-url 'https://it'\\''s.example' --base-path /x`,
      );
    });

    test('[TRUST46] nobody else, a unix socket, TLS: nothing to do', async () => {
      expect(await look({})).toEqual([]);
      expect(await look({ 'getent passwd': passwd.replace(/bob.*/, '') })).toEqual([]);
      for (const how of [{ listen: 'unix:/home/ada/x' }, { tls: { cert: 'c', key: 'k' } }])
        expect(await look({ 'getent passwd': passwd }, how)).toMatchObject([{ state: 'ok' }]);
    });
  });
});
