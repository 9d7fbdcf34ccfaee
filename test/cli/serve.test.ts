import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Announcement } from '../../server/gateway/listen/announcement.ts';
import { thisMachine } from '../../server/identity/machine.ts';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { type Outlive, outlive, untilSaid } from './outlive.ts';
import { linkPattern, pairWith } from './pair-by-link.ts';

const machine = thisMachine().id;
/** No Tailscale of this machine's own gets into the tests. */
const quiet = { PATH: '/usr/bin:/bin', SSH_CONNECTION: undefined };

function announcement({ stateDir }: Outlive): Announcement {
  return JSON.parse(readFileSync(join(stateDir, machine, 'gateway.json'), 'utf8'));
}

/** Ends a gateway that is not a child of this process. */
function endAfterTest(pid: number): void {
  onTestFinished(async () => {
    if (processIdentity(pid) !== null) process.kill(pid, 'SIGTERM');
    await expect.poll(() => processIdentity(pid)).toBeNull();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isServing(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/healthz`).catch(() => null);
  return answer !== null && ((await answer.json()) as { ok: boolean }).ok;
}

test('[GATE71] SIGTERM ends it while it still asks how it can be reached', async () => {
  const cli = outlive(quiet);
  const bin = join(cli.stateDir, 'bin');
  // It does not answer for longer than anybody waits for a gateway to stop.
  mkdirSync(bin);
  writeFileSync(join(bin, 'tailscale'), '#!/bin/sh\necho asked > "$0.asked"\nexec sleep 60\n');
  chmodSync(join(bin, 'tailscale'), 0o755);
  const gateway = spawn(cli.program[0], [cli.program[1], 'serve', '--listen', '127.0.0.1:0'], {
    env: { ...cli.env, PATH: `${bin}:/usr/bin:/bin` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void gateway.kill('SIGKILL'));
  await expect.poll(() => existsSync(join(bin, 'tailscale.asked')), { timeout: 20_000 }).toBe(true);
  const ended = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

describe('[CLI15] serving on loopback', () => {
  test('says where it is, how a phone gets there, and how to pair; and stops when told', async () => {
    const cli = outlive(quiet);
    const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
    const said = await untilSaid(gateway.stdout, /Ctrl\+C/);
    const [, port] = /^Outlive is serving on http:\/\/127\.0\.0\.1:(\d+)\n/.exec(said) ?? [];
    expect(said).toMatch(new RegExp(`^  tailscale serve --bg ${port} `, 'm'));
    const target = `${userInfo().username}@${hostname()}`;
    expect(said).toMatch(new RegExp(`^  ssh -L ${port}:127\\.0\\.0\\.1:${port} ${target} `, 'm'));
    expect(said).not.toMatch(/[█▀▄]/);
    expect(await isServing(`http://127.0.0.1:${port}`)).toBe(true);

    const paired = untilSaid(gateway.stdout, /Paired: .*\n/);
    await pairWith(said);
    expect(await paired).toMatch(/^Paired: \S.*\n$/);

    gateway.kill('SIGTERM');
    expect(await once(gateway, 'close')).toEqual([0, null]);
    expect(existsSync(join(cli.stateDir, machine, 'gateway.json'))).toBe(false);
  });

  test('[CLI16] a Tailscale that forwards to it is where a phone gets in', async () => {
    const port = await freePort();
    const cli = outlive();
    const web = {
      Web: { 'gpu.ts.net:443': { Handlers: { '/': { Proxy: `http://127.0.0.1:${port}` } } } },
    };
    const status = { BackendState: 'Running', Self: { DNSName: 'gpu.ts.net.' } };
    const script = `#!/bin/sh\ncase $1 in serve) echo '${JSON.stringify(web)}';; *) echo '${JSON.stringify(status)}';; esac\n`;
    writeFileSync(join(cli.stateDir, 'tailscale'), script);
    chmodSync(join(cli.stateDir, 'tailscale'), 0o755);
    cli.env.PATH = `${cli.stateDir}:${quiet.PATH}`;
    const gateway = cli.start('serve', '--listen', `127.0.0.1:${port}`);
    const said = await untilSaid(gateway.stdout, /Ctrl\+C/);
    expect(said).toContain('A phone opens https://gpu.ts.net\n');
    expect(said).toMatch(/^ {2}https:\/\/gpu\.ts\.net\/pair#\S{22}$/m);
    expect(said).toMatch(/[█▀▄]{20}/);
  });
});

describe('[CLI16] serving at an address that phones can open', () => {
  test('a public address gets link and QR code at once', async () => {
    const cli = outlive(quiet);
    const words = ['--listen', '127.0.0.1:0', '--public-url', 'https://gpu.example/'];
    const gateway = cli.start('serve', ...words);
    const said = await untilSaid(gateway.stdout, /Ctrl\+C/);
    expect(said).toContain('A phone opens https://gpu.example\n');
    expect(said).toMatch(/^ {2}https:\/\/gpu\.example\/pair#\S{22}$/m);
    expect(said).toMatch(/[█▀▄]{20}/);
    expect(said).not.toContain('ssh -L');
  });

  test('[TRUST22] without TLS beyond this machine, what it risks; on loopback there is no risk', async () => {
    const cli = outlive(quiet);
    const open = cli.start('serve', '--insecure-http', '--listen', '0.0.0.0:0');
    const said = await untilSaid(open.stdout, /Ctrl\+C/);
    expect(said).toMatch(/^Warning: without TLS, whoever is on the way reads the tokens/m);
    expect(said).toMatch(
      /^ {2}→ Only where the network between is private\. Better: tailscale serve/m,
    );
    const local = outlive(quiet).start('serve', '--insecure-http', '--listen', '127.0.0.1:0');
    expect(await untilSaid(local.stdout, /Ctrl\+C/)).not.toContain('without TLS');
  });

  test('a unix socket is served and tunnelled to', async () => {
    const cli = outlive(quiet);
    const path = join(cli.stateDir, 'web.sock');
    const gateway = cli.start('serve', '--listen', `unix:${path}`);
    const said = await untilSaid(gateway.stdout, /Ctrl\+C/);
    expect(said).toContain(`Outlive is serving on ${path}\n`);
    expect(said).toContain(`ssh -L 7373:${path} `);
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});

describe('[CLI18] in the background', () => {
  test('it serves once the command has returned, and is told where to pair', async () => {
    const cli = outlive(quiet);
    const { status, stdout, stderr } = await cli.run('serve', '-d', '--listen', '127.0.0.1:0');
    const { pid, urls } = announcement(cli);
    endAfterTest(pid);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`"kill ${pid}" stops it`);
    expect(stdout).toMatch(linkPattern);
    expect(await isServing(urls[0] ?? '')).toBe(true);
    const log = join(cli.stateDir, machine, 'gateway.log');
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readFileSync(log, 'utf8')).not.toMatch(/pair#/);
  });

  test('the reason why it cannot serve comes to the one who asked', async () => {
    const cli = outlive(quiet);
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const result = await cli.run('serve', '-d', '--listen', `127.0.0.1:${port}`);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^outlive: 127\\.0\\.0\\.1:${port} is in use.+\\n$`));
  });
});

describe('[CLI19] the gateway outlives its terminal', () => {
  /** `npm start` in a terminal, as over ssh; the terminal is script(1). */
  async function npmStart(cli: Outlive) {
    const start = `${cli.program.join(' ')} serve --listen 127.0.0.1:0`;
    writeFileSync(join(cli.stateDir, 'package.json'), JSON.stringify({ scripts: { start } }));
    const terminal = spawn('script', ['-qfc', 'npm start', '/dev/null'], {
      cwd: cli.stateDir,
      env: { ...cli.env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => void terminal.kill('SIGKILL'));
    const said = await untilSaid(terminal.stdout, /Ctrl\+C/);
    const { pid, urls } = announcement(cli);
    endAfterTest(pid);
    return { terminal, said, pid, url: urls[0] ?? '' };
  }

  test('closed at its other end, with the npm above', async () => {
    const cli = outlive();
    const { terminal, pid, url } = await npmStart(cli);
    const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    terminal.kill('SIGKILL');
    await once(terminal, 'close');
    await expect.poll(() => processIdentity(parent), { timeout: 20_000 }).toBeNull();
    expect(await isServing(url)).toBe(true);
    // It has more to say now, with nobody to say it to.
    const { stdout } = await cli.run('pair', '--json');
    await pairWith(JSON.parse(stdout).link);
    process.kill(pid, 'SIGHUP');
    expect(await isServing(url)).toBe(true);
  });

  test('Ctrl+C in it stops it', async () => {
    const cli = outlive();
    const { terminal, pid } = await npmStart(cli);
    terminal.stdin.write('\x03');
    await expect.poll(() => processIdentity(pid), { timeout: 20_000 }).toBeNull();
    expect(existsSync(join(cli.stateDir, machine, 'gateway.json'))).toBe(false);
  });
});

describe('[CLI20] what keeps it from serving', () => {
  test('another gateway', async () => {
    const cli = outlive(quiet);
    const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
    await untilSaid(gateway.stdout, /Ctrl\+C/);
    const second = await cli.run('serve', '--listen', '127.0.0.1:0');
    expect(second).toMatchObject({ status: 1, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(`^outlive: Outlive is already serving .*process ${gateway.pid}.*\\n$`),
    );
  });

  test.each([
    ['no address', ['--listen', 'here'], /cannot listen on "here"/],
    [
      "another computer's address",
      ['--listen', '192.0.2.1:7373', '--insecure-http'],
      /This machine has no address 192\.0\.2\.1\./,
    ],
    [
      'the open network without TLS',
      ['--listen', '0.0.0.0:0'],
      /Give --tls-cert and --tls-key, or --insecure-http/,
    ],
    [
      'a public address that is none',
      ['--public-url', 'gpu.example'],
      /cannot be the page's public address/,
    ],
    [
      'a certificate that is not there',
      ['--tls-cert', '/no', '--tls-key', '/no'],
      /The certificate \/no/,
    ],
  ])('%s', async (_, words, message) => {
    const result = await outlive(quiet).run('serve', ...words);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/^outlive: .+\n$/);
    expect(result.stderr).toMatch(message);
  });
});
