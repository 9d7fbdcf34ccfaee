import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { parseListen } from '../../../server/gateway/listen/address.ts';
import { openStateDirectory } from '../../../server/sessions/state-directory.ts';
import { TestGateway, testState } from '../gateways.ts';
import { testFolder } from '../state.ts';

const nobody = 65534;
const isRoot = process.geteuid?.() === 0;
const canBecomeAnother =
  isRoot &&
  spawnSync('setpriv', ['--reuid', String(nobody), '--clear-groups', 'true']).status === 0;

/** What another user of this machine gets for trying: the error's code, or what was got. */
async function asNeighbour(script: string, ...args: string[]): Promise<string> {
  const words = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', '--'];
  const { stdout } = await promisify(execFile)('setpriv', [
    ...words,
    ...[process.execPath, '-e', script, ...args],
  ]);
  return stdout.trim();
}

const connectTo = `require('net').connect(process.argv[1])
  .on('connect', () => { console.log('CONNECTED'); process.exit() })
  .on('error', ({ code }) => console.log(code))`;
const readIt = `try { require('fs').readFileSync(process.argv[1]); console.log('READ') }
  catch ({ code }) { console.log(code) }`;
const makeFolder = `try { require('fs').mkdirSync(process.argv[1]); console.log('MADE') }
  catch ({ code }) { console.log(code) }`;

/** Every file, socket and folder below, itself included. */
function everythingBelow(root: string): string[] {
  return [
    root,
    ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)),
  ];
}

describe('neighbours on the same machine', () => {
  it.skipIf(!canBecomeAnother)(
    '[TRUST18] another user connects to no socket, reads no file and makes none in the state directory',
    { timeout: 60_000 },
    async () => {
      const state = await testState();
      const path = join(state.machineDir, 'page.sock');
      const gateway = await TestGateway.start(state, { listen: parseListen(`unix:${path}`) });
      // Its parents are open to everybody: what keeps others out is its own.
      const parent = await testFolder();
      await chmod(parent, 0o755);
      const tcp = await TestGateway.start(await testState(join(parent, 'state')));
      const owner = await tcp.pair();
      const made = await owner.launch('train', 'echo secret output; read line');
      const { root, machineDir, sessionsDir } = tcp.state;
      const dir = join(sessionsDir, made.id);
      await expect.poll(() => readdirSync(join(dir, 'output')).length).toBeGreaterThan(1);
      for (const socket of [join(dir, 'sock'), path])
        expect(await asNeighbour(connectTo, socket), socket).toBe('EACCES');
      for (const file of everythingBelow(root).filter((name) => statSync(name).isFile()))
        expect(await asNeighbour(readIt, file), file).toBe('EACCES');
      for (const folder of [join(sessionsDir, 'abcd1234'), join(machineDir, 'devices', 'x')])
        expect(await asNeighbour(makeFolder, folder), folder).toBe('EACCES');
      for (const name of everythingBelow(root)) {
        // Even the folders above it opened, nothing in it is anybody else's.
        expect(statSync(name).mode & 0o077, name).toBe(0);
      }
      expect(gateway.gateway.listen).toEqual({ kind: 'unix', path });
    },
  );

  it.skipIf(!canBecomeAnother)(
    '[TRUST18] a state directory that another user made first is refused, not used',
    async () => {
      const parent = await mkdtemp('/tmp/oq-');
      onTestFinished(() => rm(parent, { recursive: true, force: true }));
      spawnSync('chmod', ['1777', parent]);
      const squatted = join(parent, 'state');
      expect(await asNeighbour(makeFolder, squatted)).toBe('MADE');
      expect(() => openStateDirectory({ OUTLIVE_STATE_DIR: squatted })).toThrow(/another user/);
      const link = join(parent, 'link');
      await asNeighbour(`require('fs').symlinkSync('/root', process.argv[1])`, link);
      expect(() => openStateDirectory({ OUTLIVE_STATE_DIR: link })).toThrow(/another user/);
    },
  );

  it('[TRUST19] no token or code is in a command line, an environment, a log or a file, whatever is asked', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const phone = await gateway.pair();
    const waiting = await createPairing(state);
    const secrets = [phone.token, waiting.linkCode, waiting.code, waiting.code.replace('-', '')];
    await phone.connect();
    await phone.launch('train', 'read line');
    await phone.call('POST /api/sessions/train/input', { text: 'x' });
    await phone.call(`GET /api/sessions?token=${'x'.repeat(43)}`);

    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const read = (path: string) => {
      try {
        return readFileSync(path, 'latin1');
      } catch {
        return ''; // Gone meanwhile.
      }
    };
    const said = [
      ...processes.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]),
      ...everythingBelow(state.root).filter((name) => statSync(name).isFile()),
    ].map((path) => [path, read(path)] as const);
    for (const secret of secrets) {
      expect(said.filter(([, text]) => text.includes(secret)).map(([path]) => path)).toEqual([]);
      expect(gateway.said.join('\n')).not.toContain(secret);
    }
  });
});
