// Guards of pairing: codes, and who hears of them.
import { type Guard, removing } from '../guard.ts';

const pairingFile = 'server/gateway/access/pairing.ts';
const secretFile = 'server/gateway/access/secret.ts';
const codes = 'test/gateway/access/pairing.test.ts';
const used = 'return found !== null && (await folder.take(found.id)) ? found : null;';

export const pairing: readonly Guard[] = [
  {
    attack: 'using a code again',
    rule: 'TRUST2',
    removals: removing(pairingFile, used, 'return found;'),
    shownBy: { test: codes, title: '[TRUST2] one pairing uses up both its codes' },
  },
  {
    attack: 'using a code at the same moment as its owner',
    rule: 'TRUST2',
    removals: removing(
      pairingFile,
      used,
      'if (found !== null) await folder.take(found.id);\n  return found;',
    ),
    shownBy: {
      test: codes,
      title: '[TRUST2] of many who use a code at once exactly one gets in',
    },
  },
  {
    attack: 'using a code that lay around',
    rule: 'TRUST2',
    removals: removing(pairingFile, '|| left <= 0 ||', '||'),
    shownBy: {
      test: codes,
      title: '[TRUST2] a code is good for five minutes, and not longer when the clock is set back',
    },
  },
  {
    attack: 'using a code for longer than five minutes',
    rule: 'TRUST2',
    removals: removing(
      pairingFile,
      'export const pairingLifeMs = 5 * 60_000;',
      'export const pairingLifeMs = 6 * 60_000;',
    ),
    shownBy: {
      test: codes,
      title: '[TRUST2] a code is good for five minutes, and not longer when the clock is set back',
    },
  },
  {
    attack: 'setting the clock back to lengthen a code’s life',
    rule: 'TRUST2',
    removals: removing(pairingFile, ' || left > lifeMs', ''),
    shownBy: {
      test: codes,
      title: '[TRUST2] a code is good for five minutes, and not longer when the clock is set back',
    },
  },
  {
    attack: 'guessing a link’s code',
    rule: 'TRUST1',
    removals: removing(secretFile, 'randomBytes(16)', 'randomBytes(4)'),
    shownBy: {
      test: codes,
      title: '[TRUST1] a link code has 128 bits and rides in the fragment',
    },
  },
  {
    attack: 'reading a link’s code in a proxy’s log',
    rule: 'TRUST1',
    removals: removing(pairingFile, '/pair#$', '/pair?code=$'),
    shownBy: {
      test: codes,
      title: '[TRUST1] a link code has 128 bits and rides in the fragment',
    },
  },
  {
    attack: 'finding a link’s code in the browser’s history',
    rule: 'PAGE13',
    removals: removing(
      'client/pair/pairing-link.ts',
      "if (location.hash !== '') history.replaceState(history.state, '', location.pathname);",
      'void history;',
    ),
    shownBy: {
      test: 'test/client/pair/pairing.test.ts',
      title: '[PAGE13] the code comes out of the address and does not stay in the history',
    },
  },
  {
    attack: 'guessing a typed code',
    rule: 'TRUST3',
    removals: removing(
      'server/gateway/access/short-code.ts',
      'const length = 8;',
      'const length = 6;',
    ),
    shownBy: {
      test: 'test/gateway/access/short-code.test.ts',
      title: '[TRUST3] a shown code is read back, whatever the case, spaces and dashes',
    },
  },
  {
    attack: 'being let in unnoticed',
    rule: 'TRUST5',
    removals: removing(
      'server/gateway/access/await-pairing.ts',
      'find(({ pairing }) => pairing === id)',
      'find(({ pairing }) => pairing === `${id}?`)',
    ),
    shownBy: {
      test: codes,
      title: '[TRUST5] whoever made a pairing learns which device used it',
    },
  },
];
