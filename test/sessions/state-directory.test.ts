import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { machineName } from '../../server/identity/machine.ts';
import { Failure } from '../../server/protocol/failure.ts';
import { fileFailure } from '../../server/sessions/file-failure.ts';
import { readJson, writeJsonAtomically } from '../../server/sessions/json-file.ts';
import {
  openStateDirectory,
  requireUnchanged,
  stateRoot,
} from '../../server/sessions/state-directory.ts';
import { smallDisk } from './small-disk.ts';

test('[SESS1] the state directory is where the environment says', () => {
  expect(stateRoot({ OUTLIVE_STATE_DIR: '/a', XDG_STATE_HOME: '/b', HOME: '/c' })).toBe('/a');
  expect(stateRoot({ XDG_STATE_HOME: '/b', HOME: '/c' })).toBe('/b/outlive');
  expect(stateRoot({ XDG_STATE_HOME: 'b', HOME: '/c' })).toBe('/c/.local/state/outlive');
  expect(() => stateRoot({ OUTLIVE_STATE_DIR: 'a' })).toThrow('a is a relative path');
  expect(stateRoot({ OUTLIVE_STATE_DIR: '', HOME: '/c' })).toBe('/c/.local/state/outlive');
});

test('[SESS1] what is missing is created for its owner alone, whatever the umask', () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const { root, machineDir, sessionsDir, runtimeDir, pairingDir } = open(join(temporary(), 'a/b'));
  for (const folder of [root, machineDir, sessionsDir, runtimeDir, pairingDir]) {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
});

test('[SESS1] a machine is called by its hostname up to its first dot, fit for a folder', () => {
  expect(machineName('gpu02.cluster.example.org')).toBe('gpu02');
  expect(machineName('my host/x')).toBe('my-host-x');
  expect(machineName('')).toBe('localhost');
  expect(machineName('..')).toBe('localhost');
});

test('[SESS2] a folder that others may enter is refused', () => {
  const root = temporary();
  chmodSync(root, 0o750);
  expect(() => open(root)).toThrow(failure('state-open', `Try: chmod 700 ${root}`));
});

test("[SESS2] another user's folder is refused", () => {
  const root = process.geteuid?.() === 0 ? temporary() : '/usr';
  if (root !== '/usr') chownSync(root, 12345, 12345);
  expect(() => open(root)).toThrow(failure('state-owner', 'belongs to another user'));
});

test('[SESS2] a link may lead to the state directory, but not within it', () => {
  const [real, other] = [temporary(), temporary()];
  symlinkSync(real, join(other, 'link'));
  const state = open(join(other, 'link'));
  rmSync(state.sessionsDir, { recursive: true });
  symlinkSync(other, state.sessionsDir);
  expect(() => open(real)).toThrow(failure('state-unusable', 'is a symbolic link'));
});

test.runIf(process.geteuid?.() === 0)("[SESS2] another user's link is refused", () => {
  const [real, other] = [temporary(), temporary()];
  symlinkSync(real, join(other, 'link'));
  lchownSync(join(other, 'link'), 12345, 12345);
  expect(() => open(join(other, 'link'))).toThrow(failure('state-owner', 'another user'));
});

test('[SESS2] a file in its place, and a link to nowhere, are refused', () => {
  const folder = temporary();
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere/at/all'), join(folder, 'link'));
  expect(() => open(join(folder, 'file'))).toThrow(failure('state-unusable', 'is not a folder'));
  expect(() => open(join(folder, 'file/below'))).toThrow(failure('state-unusable', 'not a folder'));
  expect(() => open(join(folder, 'link'))).toThrow(failure('state-unusable', 'does not exist'));
  if (process.platform === 'linux') {
    expect(() => open('/proc/x')).toThrow(failure('state-unusable', 'cannot be created'));
  }
});

test('[SESS2] a path too long for a socket is refused before anything is created', () => {
  const root = join(temporary(), 'x'.repeat(90));
  expect(() => open(root)).toThrow(failure('state-path-long', 'Set OUTLIVE_STATE_DIR'));
  expect(() => statSync(root)).toThrow();
});

test('[SESS40] a state directory that was replaced while in use, or opened to others, is refused', () => {
  const [root, other] = [temporary(), temporary()];
  const state = open(root);
  requireUnchanged(state);
  chmodSync(root, 0o770);
  expect(() => requireUnchanged(state)).toThrow(failure('state-changed', root));
  chmodSync(root, 0o700);
  requireUnchanged(state);
  renameSync(root, join(other, 'moved'));
  expect(() => requireUnchanged(state)).toThrow(failure('state-changed', root));
  open(root);
  expect(() => requireUnchanged(state)).toThrow(failure('state-changed', root));
});

test('[SESS3] a small file is replaced whole and readable by its owner alone', async () => {
  const path = join(temporary(), 'x.json');
  await writeJsonAtomically(path, { a: 1 });
  await Promise.all(Array.from({ length: 20 }, (_, n) => writeJsonAtomically(path, { n })));
  expect(readJson(path)).toEqual({ n: expect.any(Number) });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('[SESS3] a file that is missing or torn reads as none', async () => {
  const path = join(temporary(), 'x.json');
  expect(readJson(path)).toBeNull();
  writeFileSync(path, '{"a":');
  expect(readJson(path)).toBeNull();
});

test('[SESS3] a full disk is told as such, and the old content stays', async ({ skip }) => {
  const disk = smallDisk() ?? skip('no disk can be mounted here');
  const path = join(disk, 'x.json');
  await writeJsonAtomically(path, { kept: true });
  await expect(writeJsonAtomically(path, 'x'.repeat(1 << 20))).rejects.toThrow(
    failure('disk-full', 'is full'),
  );
  expect(readJson(path)).toEqual({ kept: true });
});

test("[SESS2] a disk's errors are told in words that say what to do", () => {
  const told = (code: string) => fileFailure(Object.assign(new Error(), { code }), '/x');
  expect(told('EROFS')).toMatchObject({ code: 'state-unusable' });
  expect(told('EDQUOT')).toMatchObject({ code: 'disk-full', status: 507 });
  expect(told('EBADF')).not.toBeInstanceOf(Failure);
});

function open(root: string) {
  return openStateDirectory({ OUTLIVE_STATE_DIR: root });
}

function temporary(): string {
  const folder = mkdtempSync('/tmp/ol-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function failure(code: string, words: string) {
  return expect.objectContaining({ code, message: expect.stringContaining(words) });
}
