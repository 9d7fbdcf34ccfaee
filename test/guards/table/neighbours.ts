// Guards against other users of the same machine: the state directory, its files and sockets.
import { type Guard, type Removal, removing } from '../guard.ts';

const directory = 'server/sessions/state-directory.ts';
const state = 'test/sessions/state-directory.test.ts';
const neighboursTest = 'test/gateway/access/neighbours.test.ts';

const another =
  '[TRUST18] another user connects to no socket, reads no file and makes none in the state directory';
const squatted = '[TRUST18] a state directory that another user made first is refused, not used';

/** The folders open to everybody, so that what lies in them has to speak for itself. */
const openFolders: readonly Removal[] = [
  {
    file: directory,
    guard: 'mkdirSync(path, { mode: 0o700 });',
    without: 'mkdirSync(path, { mode: 0o755 });',
  },
  {
    file: directory,
    guard: "if ((folder.mode & 0o077) !== 0) throw new Failure('state-open', path);",
    without: '',
  },
  {
    file: 'server/gateway/listen/socket-folder.ts',
    guard: 'if ((found.mode & 0o077) !== 0) {',
    without: 'if (!found) {',
  },
  {
    file: 'server/sessions/launch.ts',
    guard: 'await mkdir(part, { mode: 0o700 });',
    without: 'await mkdir(part);',
  },
];

export const neighbours: readonly Guard[] = [
  {
    attack: 'a state directory of somebody else’s',
    rule: 'SESS2',
    removals: removing(
      directory,
      "if (folder.uid !== process.geteuid?.()) throw new Failure('state-owner', path);",
      '',
    ),
    shownBy: { test: state, title: "[SESS2] another user's folder is refused" },
  },
  {
    attack: 'a state directory that others may enter',
    rule: 'SESS2',
    removals: removing(
      directory,
      "if ((folder.mode & 0o077) !== 0) throw new Failure('state-open', path);",
      '',
    ),
    shownBy: { test: state, title: '[SESS2] a folder that others may enter is refused' },
  },
  {
    attack: 'folders made open by the umask',
    rule: 'SESS1',
    removals: openFolders,
    shownBy: {
      test: state,
      title: '[SESS1] what is missing is created for its owner alone, whatever the umask',
    },
  },
  {
    attack: 'a link within the state directory',
    rule: 'SESS2',
    removals: removing(
      directory,
      "if (!mayBeLink) throw new Failure('state-unusable', `${path} is a symbolic link.`);",
      'void mayBeLink;',
    ),
    shownBy: {
      test: state,
      title: '[SESS2] a link may lead to the state directory, but not within it',
    },
  },
  {
    attack: 'a link that another user may lead elsewhere tomorrow',
    rule: 'TRUST18',
    removals: removing(
      directory,
      "if (entry.uid !== 0 && entry.uid !== process.geteuid?.())\n      throw new Failure('state-owner', path);",
      '',
    ),
    shownBy: { test: neighboursTest, title: squatted },
  },
  {
    attack: 'making the state directory first, as a real other user',
    rule: 'TRUST18',
    removals: removing(
      directory,
      "if (folder.uid !== process.geteuid?.()) throw new Failure('state-owner', path);",
      '',
    ),
    shownBy: { test: neighboursTest, title: squatted },
  },
  {
    attack: 'walking into the folders, as a real other user',
    rule: 'TRUST18',
    removals: openFolders,
    shownBy: { test: neighboursTest, title: another },
  },
  {
    attack: 'connecting to a host, as a real other user',
    rule: 'TRUST18',
    removals: [
      ...openFolders,
      {
        file: 'server/hosting/host-socket.ts',
        guard: 'chmodSync(this.#path, 0o600);',
        without: 'chmodSync(this.#path, 0o777);',
      },
    ],
    shownBy: { test: neighboursTest, title: another },
  },
  {
    attack: 'reading small files',
    rule: 'SESS3',
    removals: removing(
      'server/sessions/json-file.ts',
      "open(fresh, 'wx', 0o600)",
      "open(fresh, 'wx', 0o644)",
    ),
    shownBy: {
      test: state,
      title: '[SESS3] a small file is replaced whole and readable by its owner alone',
    },
  },
  {
    attack: 'a disk over the network that goes away, unsaid',
    rule: 'DOCTOR7',
    removals: removing('server/cli/doctor/storage.ts', "26985: 'NFS',", ''),
    shownBy: {
      test: 'test/cli/doctor.test.ts',
      title: '[DOCTOR7] a network disk below the state directory is told by its kind',
    },
  },
];
