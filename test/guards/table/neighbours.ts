// Guards against other users of the same machine: the state directory, its files and sockets.
import { type Guard, type Removal, removing } from '../guard.ts';

const directory = 'server/sessions/state-directory.ts';
const trusted = 'server/sessions/trusted-path.ts';
const sharedTest = 'test/cli/shared-machine.test.ts';
const elsewhereTest = 'test/cli/elsewhere.test.ts';
const state = 'test/sessions/state-directory.test.ts';
const neighboursTest = 'test/gateway/access/neighbours.test.ts';

const another =
  '[TRUST18] another user connects to no socket, reads no file and makes none in the state directory';
const squatted = '[TRUST18] a state directory that another user made first is refused, not used';

/** The folders open to everybody, so that what lies in them has to speak for itself. */
const openFolders: readonly Removal[] = [
  {
    file: directory,
    guard: '(now?.mode ?? 0) % 0o100 === 0;',
    without: 'now !== undefined;',
  },
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
    attack:
      'moving the state directory away, where its parents were made by the umask, and running commands from another in its place',
    rule: 'SESS38',
    removals: [
      {
        file: trusted,
        guard: 'mkdirSync(parent, { mode: 0o700 });',
        without: 'mkdirSync(parent);',
      },
      {
        file: trusted,
        guard: 'if (!byAll && ((mode & 0o020) === 0 || isPrivateGroup(gid, uid))) return;',
        without: 'if (!byAll || isPrivateGroup(gid, uid)) return;',
      },
    ],
    shownBy: {
      test: sharedTest,
      title:
        '[SESS38] with umask 002 and a shared group nobody else can put a state directory of theirs in its place',
    },
  },
  {
    attack: 'a group that is called private and has others in it',
    rule: 'SESS38',
    removals: removing(
      'server/sessions/users.ts',
      'if (group === null || user === null || group.name !== user.name) return false;',
      'if (group === null || user === null) return false;',
    ),
    shownBy: {
      test: sharedTest,
      title:
        '[SESS38] a home that the user’s own group may write to passes, and so does a sticky folder',
    },
  },
  {
    attack: 'locking users out of their homes by what root leaves there',
    rule: 'SESS39',
    removals: removing(
      trusted,
      'if (uid === 0 || uid === self || isUnmapped(uid)) return;',
      'if (uid === 0 || self === 0 || uid === self || isUnmapped(uid)) return;',
    ),
    shownBy: {
      test: sharedTest,
      title: '[SESS39] root creates nothing in a home that is another’s: %s',
    },
  },
  {
    attack: 'pairing by a state directory that was put in the place of the one in use',
    rule: 'SESS40',
    removals: removing(
      'server/gateway/gateway.ts',
      'if (isInPlace(state, log)) return app(request, response);',
      'if (isInPlace(state, () => {}) || log !== null) return app(request, response);',
    ),
    shownBy: {
      test: 'test/gateway/stops.test.ts',
      title:
        '[SESS40] it stops when its state directory is replaced, and nobody pairs by the new one',
    },
  },
  {
    attack: 'a container of the same home that removes the log of what runs outside of it',
    rule: 'SESS33',
    removals: removing(
      'server/identity/process-identity.ts',
      "if (!isOfThisNamespace(recorded)) return 'elsewhere';",
      '',
    ),
    shownBy: {
      test: elsewhereTest,
      title:
        '[SESS33] from another PID namespace a session runs elsewhere: it is read, not judged, ended or removed',
    },
  },
  {
    attack: 'a second gateway beside one in a container',
    rule: 'SESS34',
    removals: removing(
      'server/sessions/lock.ts',
      "if (presence !== 'elsewhere') return presence === 'alive';",
      "if (presence !== 'elsewhere' || path === '') return presence === 'alive';\n  if (presence === 'elsewhere') return false;",
    ),
    shownBy: {
      test: elsewhereTest,
      title:
        '[SESS34] a gateway in another PID namespace holds its lock; killed with its container it does not',
    },
  },
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
    removals: removing(trusted, 'requireOwner(path, entry);\n      // One', '// One'),
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
