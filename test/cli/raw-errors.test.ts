// Where the system refuses, for real: each is one sentence that says what to do, and the doctor sees it.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemFailure } from '../../server/sessions/file-failure.ts';
import { outlive } from './outlive.ts';

const isRoot = process.getuid?.() === 0;
const sentence = /^outlive: [A-Z][^\n]{20,600}\n$/;

function folder(): string {
  const path = mkdtempSync('/tmp/oe-');
  chmodSync(path, 0o700);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs shell text in which `$O` is the command line, in mounts of its own and with an empty home: bash reads
    ~/.bashrc where its standard input is a socket, as Node's pipes are. */
function inMounts(text: string, env: Record<string, string> = {}) {
  const [node = '', main = ''] = outlive().program;
  const { status, stdout, stderr } = spawnSync('unshare', ['-m', 'bash', '-c', text], {
    env: { PATH: process.env.PATH ?? '', HOME: folder(), O: `${node} ${main}`, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe.skipIf(!isRoot)('what the system refuses', () => {
  test('[WORDS1] a state directory and an installation on disks mounted noexec', () => {
    const state = folder();
    const [node = '', main = ''] = outlive().program;
    const said = inMounts(
      `mount -t tmpfs -o noexec,mode=700 none ${state}; cp -r ${join(main, '../..')} ${state}/server
       OUTLIVE_STATE_DIR=${state}/state ${node} ${state}/server/cli/main.js new -d -s x true; echo "$?"`,
    );
    expect(said.stdout).toBe('1\n');
    expect(said.stderr).toMatch(sentence);
    expect(said.stderr).toMatch(
      /disk from which nothing may be run \(noexec\)\. Set OUTLIVE_STATE_DIR/,
    );
  });

  test('[WORDS1] no terminals left', () => {
    const state = folder();
    const said = inMounts(
      `mount -t devpts -o newinstance,max=1,ptmxmode=666 devpts /dev/pts && mount --bind /dev/pts/ptmx /dev/ptmx || exit 77
       exec 9<>/dev/ptmx; $O new -d -s x 'true' 9>&-; $O doctor 9>&-`,
      { OUTLIVE_STATE_DIR: state },
    );
    expect(said.status).not.toBe(77);
    expect(said.stderr).toMatch(sentence);
    expect(said.stderr).toMatch(/no terminals \(ptys\) are left on this machine/);
    expect(said.stdout).toMatch(/^broken +terminals +No terminal can be had here/m);
  });

  test('[WORDS1] a small limit on address space: the doctor does not crash, and tells of it', async () => {
    const o = outlive();
    const gateway = await o.run('serve', '-d', '--listen', '127.0.0.1:0');
    expect(gateway.status).toBe(0);
    const pid = /"kill (\d+)"/.exec(gateway.stdout)?.[1];
    onTestFinished(() => void process.kill(Number(pid), 'SIGTERM'));
    const [node = '', main = ''] = o.program;
    const said = spawnSync('bash', ['-c', `ulimit -v 3000000; exec ${node} ${main} doctor`], {
      env: { ...process.env, OUTLIVE_STATE_DIR: o.stateDir },
      encoding: 'utf8',
    });
    expect(said.stderr).toBe('');
    expect(said.stdout).toMatch(/^warning +address space +A process may reserve only 2929 MiB/m);
    expect(said.stdout).toMatch(/^ok +address +http:\/\/127/m);
  });

  test('[WORDS1] a user without a name and a home', () => {
    const copy = folder();
    chmodSync(copy, 0o755);
    const [node = '', main = ''] = outlive().program;
    cpSync(join(main, '../..'), join(copy, 'server'), { recursive: true });
    for (const words of [['ls'], ['doctor'], ['new', '-d', 'true'], ['serve'], ['nothing']]) {
      const argv = [...['--reuid', '54321', '--regid', '54321', '--clear-groups', node]];
      const said = spawnSync('setpriv', [...argv, join(copy, 'server/cli/main.js'), ...words], {
        env: { PATH: process.env.PATH ?? '' },
        encoding: 'utf8',
        cwd: '/',
      });
      expect([words, `${said.stderr}${said.stdout}`.length]).toEqual([
        words,
        expect.toSatisfy((n: number) => n < 4000),
      ]);
      if (words[0] === 'nothing') continue;
      expect(said.stderr + said.stdout).toMatch(
        /Your user \(number 54321\) has no home folder .*Set HOME/,
      );
    }
  });

  test('[WORDS1] Node deleted under what runs it', async () => {
    const node = join(folder(), 'node');
    cpSync(process.execPath, node);
    const o = outlive();
    const [, main = ''] = o.program;
    const said = spawnSync(
      'bash',
      [
        '-c',
        `${node} -e "
      require('fs').unlinkSync(process.execPath);
      process.argv = [process.execPath, '${main}', 'new', '-d', '-s', 'x', 'true'];
      require('${main}')"`,
      ],
      {
        env: { ...process.env, OUTLIVE_STATE_DIR: o.stateDir },
        encoding: 'utf8',
      },
    );
    expect(said.stderr).toMatch(sentence);
    expect(said.stderr).toMatch(
      /Node is no longer at .*: it was updated or removed\. Start Outlive again/,
    );
  });

  test('[WORDS2] a host that fails for a reason of its own is not started again, as if systemd had refused', () => {
    const [state, runtime] = [folder(), folder()];
    mkdirSync(join(runtime, 'systemd'));
    writeFileSync(join(runtime, 'systemd/private'), '');
    const run = (fake: string) => {
      const program = join(runtime, 'systemd-run');
      writeFileSync(program, `#!/bin/sh\n${fake}\n`, { mode: 0o755 });
      return inMounts(
        `mkdir -p /var/lib/systemd; mount -t tmpfs none /var/lib/systemd; mkdir /var/lib/systemd/linger; touch /var/lib/systemd/linger/root
         test -e /usr/bin/systemd-run || { mkdir ${runtime}/bin; cp -a /usr/bin/. ${runtime}/bin; mount --bind ${runtime}/bin /usr/bin; touch /usr/bin/systemd-run; }
         mount --bind ${program} /usr/bin/systemd-run; $O new -d -s x 'true'`,
        { OUTLIVE_STATE_DIR: state, XDG_RUNTIME_DIR: runtime },
      );
    };
    const own = `echo '{"ok":false,"code":"host-failed","detail":"a reason of its own."}'; exit 1`;
    expect(run(own)).toMatchObject({
      status: 1,
      stderr: 'outlive: The session could not be started: a reason of its own.\n',
    });
    expect(run('echo refused >&2; exit 1')).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('words of the system', () => {
  test('[WORDS3] every error of the system is a sentence without its code and its call', () => {
    const codes =
      'ENOENT EACCES EPERM EMFILE ENFILE ENOMEM EFBIG EISDIR ENOTDIR EEXIST EBUSY EIO ECONNREFUSED EPIPE ETIMEDOUT EADDRINUSE ENOSPC EDQUOT EROFS ETXTBSY E2BIG ESTALE ELOOP';
    for (const code of codes.split(' ')) {
      for (const more of [
        { path: '/some/file', syscall: 'open' },
        { syscall: 'spawn', path: 'x' },
        { syscall: 'connect', address: '10.0.0.1', port: 80 },
      ]) {
        const error = Object.assign(new Error(`${code}: raw words, open '/x'`), { code, ...more });
        const words = systemFailure(error)?.message;
        expect(words).toMatch(/\.$/);
        expect(words).not.toMatch(/raw words|E[A-Z]{4,}/);
      }
    }
    const again = Object.assign(new Error('x'), { code: 'EAGAIN', syscall: 'spawn node' });
    expect(systemFailure(again)?.message).toMatch(/You may start no more processes/);
    expect(systemFailure(new TypeError('a bug'))).toBeNull();
    expect(
      systemFailure(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })),
    ).toBeNull();
  });

  test('[WORDS4] whatever nobody caught is one sentence; its stack is in a file', () => {
    const o = outlive();
    const [node = '', main = ''] = o.program;
    const said = spawnSync(node, ['--require', bug(), main, 'ls'], {
      env: { ...process.env, OUTLIVE_STATE_DIR: o.stateDir },
      encoding: 'utf8',
    });
    expect(said.status).toBe(1);
    expect(said.stderr).toMatch(
      /^outlive: a bug: made up for a test\. [^\n]*errors\.log has [^\n]*\n$/,
    );
    const log = join(o.stateDir, 'errors.log');
    expect(existsSync(log) && readFileSync(log, 'utf8')).toMatch(
      /made up for a test[\s\S]*\n +at /,
    );
  });

  test('[WORDS5] nothing that came from outside drives the terminal it is printed on', async () => {
    const o = outlive();
    const evil = '\u001b]0;owned\u0007\u202egnp.exe\u2066\u009b2J\r\n\u200f';
    await o.run('new', '-d', '-s', 'x', `true ${evil}`);
    const calls = [
      [evil],
      ['has-session', '-t', evil],
      ['new', '-d', '-s', evil, 'true'],
      ['new', '-d', '-c', `/${evil}`, 'true'],
      ['new', '-d', '-e', evil, 'true'],
      ['new', '-d', '--conda', evil, 'true'],
      ['new', '-d', '--gpus', evil, 'true'],
      ['new', '-d', `/nowhere/${evil}`, 'x'],
      ['serve', '--listen', evil],
      ['serve', '--public-url', evil],
      ['serve', '--tls-cert', `/${evil}`, '--tls-key', `/${evil}`],
      ['send-keys', '-t', 'x', '-N', evil],
      ['devices', 'revoke', evil],
      ['pair', '--view', evil],
      ['adopt', '--tmux-socket', evil, evil],
      ['help', evil],
      [`--${evil}`],
      ['ls', `--${evil}`],
      ['ls', evil],
      ['ls'],
      ['ls', '--json'],
      ['doctor'],
      ['attach', '-t', 'x'],
    ];
    for (const words of calls) {
      const env = {
        TERM: evil,
        OUTLIVE_SESSION_NAME: evil,
        XDG_RUNTIME_DIR: `/${evil}`,
        USER: evil,
      };
      const { stdout, stderr } = await o.runWith({ env }, ...words);
      expect([words, stdout + stderr]).toEqual([
        words,
        expect.not.stringMatching(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
        ),
      ]);
    }
    const [listed] = JSON.parse((await o.run('ls', '--json')).stdout);
    expect(listed.command).toBe(`true ${evil}`);
  });
});

test('[CLI32] a session starts in the folder as its caller went there, through a link too', async () => {
  const o = outlive();
  const [real, place] = [folder(), folder()];
  const link = join(place, 'a link');
  symlinkSync(real, link);
  const started = async (name: string, PWD: string, cwd: string) => {
    await o.runWith({ cwd, env: { PWD } }, 'new', '-d', '-s', name, 'pwd; echo "$PWD"');
    await o.run('wait', '-t', name);
    return (await o.run('logs', '-t', name)).stdout;
  };
  expect(await started('linked', link, real)).toBe(`${link}\n${link}\n`);
  // Another folder, or one that is gone, is nothing the caller stands in.
  for (const [i, PWD] of ['/', '/nowhere', 'a link', `${link}/../a link`].entries()) {
    expect(await started(`other${i}`, PWD, real)).toBe(`${real}\n${real}\n`);
  }
});

/** A module that makes the command line throw where nobody expects it. */
function bug(): string {
  const file = join(folder(), 'bug.cjs');
  writeFileSync(
    file,
    `setTimeout(() => { throw new TypeError('made up for a test') }, 0); process.stdout.write = () => true;`,
  );
  return file;
}
