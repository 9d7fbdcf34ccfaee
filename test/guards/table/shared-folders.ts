// Guards against files and programs that other users of the machine have placed, and against running
// what is only being typed.
import { type Guard, removing } from '../guard.ts';

const ahead = 'test/machine/look-ahead.test.ts';
const outside = 'test/machine/outside-files.test.ts';
const ownership = 'server/machine/ownership.ts';
const files = 'server/machine/outside-files.ts';

const told = '[LOOK3] is told from what only the user and root can change, links followed';
const apart =
  '[LOOK3] stands apart among the environments with its owner; a name alone never means it';
const unasked = '[LOOK3] is not run by itself, nor found in a PATH';

export const sharedFolders: readonly Guard[] = [
  {
    attack: 'lines that are still being typed are run',
    rule: 'LOOK1',
    removals: removing(
      'server/machine/preflight.ts',
      'await (check ? tryOut(question) : lookUp(question));',
      'await (check !== null ? tryOut(question) : lookUp(question));',
    ),
    shownBy: {
      test: ahead,
      title:
        '[LOOK1] runs nothing of a form that is being filled in, whatever is chosen or half typed',
    },
  },
  {
    attack: 'a FIFO, a device or an endless file in the place of one that is looked at',
    rule: 'LOOK2',
    removals: [
      ...removing(files, 'if (!(await stat(path)).isFile()) return null;', ''),
      ...removing(files, 'if (!found.isFile() || found.size > maxBytes) return null;', ''),
    ],
    shownBy: {
      test: outside,
      title: '[LOOK2] %s in the place of any file that is looked at holds nobody up',
    },
  },
  {
    attack: 'a folder of 100,000 links that holds up the whole gateway',
    rule: 'LOOK2',
    removals: [
      ...removing(files, 'if (count >= most || performance.now() > until) return told(null);', ''),
      ...removing(files, 'entry === null || kind?.length === maxTold', 'entry === null'),
    ],
    shownBy: {
      test: outside,
      title:
        '[LOOK2] a folder of 100,000 links keeps nobody else waiting, and its folders are found',
    },
  },
  {
    attack: 'programs of another user under the names of the system’s, in a folder of the PATH',
    rule: 'LOOK3',
    removals: removing('server/cli/own-path.ts', 'process.env.PATH = path;', ''),
    shownBy: {
      test: 'test/cli/shared-machine.test.ts',
      title: '[LOOK3] nothing is run by name out of a PATH’s folder that belongs to another user',
    },
  },
  {
    attack: 'somebody else’s environment among the user’s own',
    rule: 'LOOK3',
    removals: removing(ownership, 'if (!(await isOurs(uid))) return', 'if (uid < 0) return'),
    shownBy: { test: ahead, title: apart },
  },
  {
    attack: 'an environment in a folder that everybody may write to',
    rule: 'LOOK3',
    removals: removing(
      ownership,
      "if ((mode & 0o002) !== 0) return 'can be changed by other users';",
      '',
    ),
    shownBy: { test: ahead, title: told },
  },
  {
    attack: 'a link of one’s own that leads to somebody else’s folder',
    rule: 'LOOK3',
    removals: removing(ownership, 'if (found.isSymbolicLink()) {', 'if (found.size < 0) {'),
    shownBy: { test: ahead, title: told },
  },
  {
    attack: 'a nvidia-smi of somebody else’s in a PATH',
    rule: 'LOOK3',
    removals: removing(
      'server/machine/programs.ts',
      'async (path) => (await foreignWords(path)) === null',
      'async () => true',
    ),
    shownBy: { test: ahead, title: unasked },
  },
  {
    attack: 'a conda of somebody else’s that is asked what it has',
    rule: 'LOOK3',
    removals: removing(
      'server/machine/conda.ts',
      "kind !== 'micromamba' && foreign === null",
      "kind !== 'micromamba' && foreign !== undefined",
    ),
    shownBy: { test: ahead, title: apart },
  },
];
