import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plistText } from '../../server/cli/service/launchd.ts';
import { unitText } from '../../server/cli/service/systemd.ts';
import { inOwnScope } from '../../server/sessions/own-scope.ts';
import { outlive, untilSaid } from './outlive.ts';

const folder = () => mkdtempSync('/tmp/os-');

/** A program that notes how it was called, and does what a line of shell says. */
function standIn(bin: string, name: string, shell: string): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> ${bin}/calls\n${shell}\n`);
  chmodSync(join(bin, name), 0o755);
}

const calls = (bin: string) => readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n');

/** The words of the unit's ExecStart as a shell would be given them. */
function execStart(text: string): string[] {
  const line = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) =>
    word.replace(/\\(.)/g, '$1').replace(/%%/g, '%').replace(/\$\$/g, '$'),
  );
}

describe('service', () => {
  test("[SERVICE1] [SERVICE7] the unit passes systemd's own verifier, odd words and all", () => {
    const dir = folder();
    const file = join(dir, 'outlive.service');
    const argv = [
      process.execPath,
      '/tmp/a "b" $HOME 100% \\ c.js',
      'serve',
      '--listen',
      '127.0.0.1:7400',
    ];
    const proxy = 'http://me:p%40$HOME"\\@proxy:3128';
    const env = { OUTLIVE_STATE_DIR: '/tmp/o%s state', https_proxy: proxy, SECRET: 'x' };
    const text = unitText({ argv, env });
    expect(text.match(/^Environment=.*$/gm)).toEqual([
      'Environment="OUTLIVE_STATE_DIR=/tmp/o%%s state"',
      'Environment="https_proxy=http://me:p%%40$HOME\\"\\\\@proxy:3128"',
    ]);
    writeFileSync(file, text);
    const { status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', file], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: dir },
    });
    expect(stderr.split('\n').filter((line) => line.includes('outlive.service'))).toEqual([]);
    expect(status).toBe(0);
    expect(execStart(text)).toEqual(argv);
    expect(text).toMatch(/^KillMode=process$/m);
    expect(text).toMatch(/^OOMPolicy=continue$/m);
  });

  test('[SERVICE2] install writes the unit, starts it and has the user linger; its command serves', async () => {
    const bin = folder();
    const config = folder();
    standIn(bin, 'systemctl', '[ "$2" = is-system-running ] && echo running; exit 0');
    standIn(bin, 'loginctl', 'exit 0');
    const o = outlive({ PATH: `${bin}:${process.env.PATH}`, XDG_CONFIG_HOME: config });
    const { status, stdout, stderr } = await o.run('service', 'install', '--listen', '127.0.0.1:0');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const file = join(config, 'systemd/user/outlive.service');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stdout).toContain(file);
    expect(calls(bin)).toEqual(
      expect.arrayContaining([
        'systemctl --user daemon-reload',
        'systemctl --user enable outlive.service',
        'systemctl --user restart outlive.service',
        'loginctl enable-linger',
      ]),
    );
    const [node = '', ...words] = execStart(readFileSync(file, 'utf8'));
    expect(node).toBe(process.execPath);
    expect(words.slice(1)).toEqual(['serve', '--listen', '127.0.0.1:0']);
    const gateway = spawn(node, words, { env: o.env, stdio: ['ignore', 'pipe', 'inherit'] });
    await untilSaid(gateway.stdout, /serving on/);
    gateway.kill();
    await o.run('service', 'uninstall');
    expect(existsSync(file)).toBe(false);
    expect(calls(bin)).toContain('systemctl --user disable --now outlive.service');
  });

  test('[SERVICE3] without systemd, install says what to do in its place', async () => {
    const bin = folder();
    standIn(bin, 'systemctl', 'echo offline; exit 1');
    const o = outlive({ PATH: `${bin}:${process.env.PATH}`, XDG_CONFIG_HOME: folder() });
    const { status, stderr } = await o.run('service', 'install');
    expect(status).toBe(1);
    expect(stderr).toContain('outlive serve -d');
    expect((await o.run('service', 'restart')).status).toBe(2);
  });

  test('[SERVICE3] without systemd, status says so in words; a state of its own it passes on', async () => {
    const bin = folder();
    standIn(bin, 'systemctl', 'echo "Failed to connect to bus: No medium found" >&2; exit 1');
    const o = outlive({ PATH: `${bin}:${process.env.PATH}`, XDG_CONFIG_HOME: folder() });
    for (const verb of ['status', 'install']) {
      const { status, stdout, stderr } = await o.run('service', verb);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^outlive: There is no systemd .* "outlive serve -d".*\n$/);
    }
    standIn(bin, 'systemctl', 'echo inactive; exit 3');
    const { status, stdout } = await o.run('service', 'status');
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'inactive\n' });
  });

  test('[SERVICE6] install beside a gateway that was started by hand says to stop it and install again', async () => {
    const bin = folder();
    standIn(bin, 'systemctl', '[ "$2" = is-system-running ] && echo running; exit 0');
    const config = folder();
    const o = outlive({ PATH: `${bin}:${process.env.PATH}`, XDG_CONFIG_HOME: config });
    const gateway = o.start('serve', '--listen', '127.0.0.1:0');
    await untilSaid(gateway.stdout, /serving on/);
    const { status, stderr } = await o.run('service', 'install');
    expect(status).toBe(1);
    expect(stderr).toContain(`Stop it (kill ${gateway.pid}), then run "outlive service install"`);
    expect(existsSync(join(config, 'systemd'))).toBe(false);
  });

  test('[SERVICE4] [SERVICE7] the agent for launchd is well-formed XML that abandons its sessions', () => {
    const env = { HTTPS_PROXY: 'http://a&b:3128', SECRET: 'x' };
    const text = plistText({ argv: ['/n', 'a & <b>', 'serve'], env });
    execFileSync(
      'python3',
      [
        '-c',
        'import sys,plistlib; d=plistlib.loads(sys.stdin.buffer.read()); assert d["ProgramArguments"]==["/n","a & <b>","serve"] and d["AbandonProcessGroup"] and d["EnvironmentVariables"]=={"HTTPS_PROXY":"http://a&b:3128"}',
      ],
      { input: text },
    );
  });
});

describe('a host where logging out would end it', () => {
  /** A user manager as far as files tell. */
  function manager({ lingers }: { lingers: boolean }) {
    const dir = folder();
    mkdirSync(join(dir, 'systemd'));
    writeFileSync(join(dir, 'systemd/private'), '');
    const linger = join(dir, 'linger');
    mkdirSync(linger);
    const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
    if (lingers) writeFileSync(join(linger, user), '');
    standIn(dir, 'systemd-run', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
    const env = { XDG_RUNTIME_DIR: dir };
    return { dir, options: { env, linger, systemdRun: join(dir, 'systemd-run') } };
  }

  test('[SERVICE5] a host gets a scope of its own where the user lingers, and none where it would end', () => {
    const { dir, options } = manager({ lingers: true });
    const scoped = inOwnScope(['/bin/echo', 'started', 'a b'], 'abcd1234', options);
    expect(scoped?.env).toEqual({ XDG_RUNTIME_DIR: dir });
    const [program = '', ...words] = scoped?.argv ?? [];
    expect(execFileSync(program, words, { encoding: 'utf8' })).toBe('started a b\n');
    expect(calls(dir)[0]).toContain('--user --scope --quiet --collect --unit=outlive-abcd1234');
    const without = manager({ lingers: false });
    expect(inOwnScope(['/bin/echo'], 'abcd1234', without.options)).toBeNull();
    const noManager = { ...options, env: { XDG_RUNTIME_DIR: folder() } };
    expect(inOwnScope(['/bin/echo'], 'abcd1234', noManager)).toBeNull();
  });
});
