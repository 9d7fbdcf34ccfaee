import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Announcement } from '../../server/gateway/listen/announcement.ts';
import { thisMachine } from '../../server/identity/machine.ts';
import { type Outlive, outlive, untilSaid } from './outlive.ts';
import { linkPattern, pairWith } from './pair-by-link.ts';

const machine = thisMachine().id;
/** No Tailscale of this machine's own gets into the tests. */
const quiet = { PATH: '/usr/bin:/bin', SSH_CONNECTION: undefined };

function announcement({ stateDir }: Outlive): Announcement {
  return JSON.parse(readFileSync(join(stateDir, machine, 'gateway.json'), 'utf8'));
}

describe('pairing', () => {
  test('[CLI21] pair prints a link that works once, [CLI22] and a device can be shut out', async () => {
    const cli = outlive(quiet);
    const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
    await untilSaid(gateway.stdout, /Ctrl\+C/);
    const pairing = JSON.parse((await cli.run('pair', '--json', '--name', "Ada's phone")).stdout);
    expect(Object.keys(pairing)).toEqual(['link', 'code', 'expiresAt']);
    expect(pairing.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const lifeMs = new Date(pairing.expiresAt).getTime() - Date.now();
    expect(lifeMs).toBeGreaterThan(4 * 60_000);
    const { token, deviceId } = await pairWith(pairing.link);

    const listed = await cli.run('devices');
    expect(listed.stdout).toMatch(
      new RegExp(`^${deviceId}: Ada's phone \\(paired \\w{3} .+, last used .+\\)\\n$`),
    );
    const headers = { Authorization: `Bearer ${token}` };
    const { urls } = announcement(cli);
    const status = async () => (await fetch(`${urls[0]}/api/sessions`, { headers })).status;
    expect(await status()).toBe(200);
    expect((await cli.run('devices', 'revoke', deviceId)).stdout).toBe("revoked Ada's phone\n");
    await expect.poll(status).toBe(401);
    const again = await cli.run('devices', 'revoke', deviceId);
    expect(again).toMatchObject({ status: 1, stdout: '' });
    expect(again.stderr).toMatch(/^outlive: There is no paired device ".+"\. .+\n$/);
    expect((await cli.run('pair')).stdout).toMatch(linkPattern);
  });

  test('[CLI21] without a gateway, pair says how to start one', async () => {
    const cli = outlive(quiet);
    const expected =
      'outlive: No gateway is running, so there is nothing to pair with. Start one: outlive serve -d\n';
    expect(await cli.run('pair')).toEqual({ status: 1, stdout: '', stderr: expected });
    const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
    await untilSaid(gateway.stdout, /Ctrl\+C/);
    gateway.kill('SIGKILL');
    await once(gateway, 'close');
    expect(await cli.run('pair', '--json')).toEqual({ status: 1, stdout: '', stderr: expected });
  });

  test('[TRUST5] on a terminal, pair waits and names the device that came in', async () => {
    const cli = outlive(quiet);
    const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
    await untilSaid(gateway.stdout, /Ctrl\+C/);
    const words = `${cli.program.join(' ')} pair`;
    const terminal = spawn('script', ['-qfec', words, '/dev/null'], {
      env: { ...cli.env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void terminal.kill('SIGKILL'));
    const said = await untilSaid(terminal.stdout, /Waiting for it to be used/);
    const rest = untilSaid(terminal.stdout, /Paired: [^\n]*\n/);
    const { deviceId } = await pairWith(said);
    expect(await rest).toContain(
      `Paired: Pixel, from 127.0.0.1. "outlive devices revoke ${deviceId}" shuts it out.`,
    );
    expect(await once(terminal, 'exit')).toEqual([0, null]);
    expect((await cli.run('devices')).stdout).toMatch(/Pixel \(paired .+ from 127\.0\.0\.1\)\n$/);
  });

  test('[TRUST17] pair --view lets watch one session, for a day or as long as is said', async () => {
    const cli = outlive(quiet);
    const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
    await untilSaid(gateway.stdout, /Ctrl\+C/);
    await cli.run('new', '-d', '-s', 'train', 'exec sleep 1000');
    await cli.run('new', '-d', '-s', 'other', 'exec sleep 1000');
    const hours = async (...words: string[]) => {
      const { stdout } = await cli.run('pair', '--json', '--view', 'train', ...words);
      const { expiresAt, link } = JSON.parse(stdout);
      return { link, hours: (Date.parse(expiresAt) - Date.now()) / 3600_000 };
    };
    const usual = await hours();
    expect(usual.hours).toBeCloseTo(24, 1);
    expect((await hours('--for', '90m')).hours).toBeCloseTo(1.5, 1);
    expect((await cli.run('pair', '--view', 'train', '--for', '15d')).status).toBe(2);
    expect((await cli.run('pair', '--view', 'nobody')).status).toBe(1);
    const { token } = await pairWith(usual.link);
    const { urls } = announcement(cli);
    const answer = await fetch(`${urls[0]}/api/sessions`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(((await answer.json()) as { name: string }[]).map(({ name }) => name)).toEqual([
      'train',
    ]);
    expect((await cli.run('devices')).stdout).toMatch(/may watch session \w{8} until /);
  });
});
