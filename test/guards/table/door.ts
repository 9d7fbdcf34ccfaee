// Guards of the door: how often codes may be guessed.
import { type Guard, removing } from '../guard.ts';

const attempts = 'server/gateway/access/attempts.ts';
const doorTest = 'test/gateway/http/door.test.ts';
const tries = 'test/gateway/access/attempts.test.ts';
const fences = 'test/gateway/http/limits.test.ts';
const unread = '[TRUST8] a try too many is refused before a byte of it is read or hashed';

export const door: readonly Guard[] = [
  {
    attack: 'guessing codes from one address',
    rule: 'TRUST8',
    removals: removing(attempts, 'own.failures >= failuresEach || ', ''),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] after five failures an address waits; a right code does not help it',
    },
  },
  {
    attack: 'guessing codes from many addresses',
    rule: 'TRUST8',
    removals: removing(attempts, ' || whole.failures >= failuresInAll', ''),
    shownBy: { test: tries, title: '[TRUST8] many addresses share a cap' },
  },
  {
    attack: 'guessing more codes than the 5 and 100 a minute that were promised',
    rule: 'TRUST8',
    removals: removing(attempts, 'failuresInAll: 100,', 'failuresInAll: 1000,'),
    shownBy: {
      test: tries,
      title: '[TRUST8] the limits are 5 an address and 100 in all, a minute',
    },
  },
  {
    attack: 'guessing codes from all of an IPv6 network',
    rule: 'TRUST8',
    removals: removing(attempts, '.slice(0, 4)', '.slice(0, 8)'),
    shownBy: {
      test: tries,
      title: '[TRUST8] an IPv6 network counts as one address, a mapped IPv4 address as itself',
    },
  },
  {
    attack: 'guessing codes all at once',
    rule: 'TRUST8',
    removals: removing(attempts, 'for (const window of counted) window.failures++;', ''),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] a thousand tries at once neither get in nor keep a paired phone out',
    },
  },
  {
    attack: 'making up an address for each try',
    rule: 'TRUST8',
    removals: removing(
      'server/gateway/access/address-of.ts',
      'if (!behindProxy || !isNear(peer) || ',
      'if (behindProxy === null || ',
    ),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] behind our own proxy each address has its own tries',
    },
  },
  {
    attack: 'making up an address in front of the proxy’s',
    rule: 'TRUST8',
    removals: removing('server/gateway/access/address-of.ts', '.at(-1)', '.at(0)'),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] behind our own proxy each address has its own tries',
    },
  },
  {
    attack: 'using up others’ tries as another user of the machine, in a proxy’s place',
    rule: 'TRUST42',
    removals: removing(
      'server/gateway/access/tries.ts',
      "return { pool: 'others', address: `user ${uid}` };",
      "return { pool: 'own', address };",
    ),
    shownBy: {
      test: 'test/gateway/access/tries.test.ts',
      title:
        '[TRUST42] another user who claims to forward every address uses up nobody’s tries but their own',
    },
  },
  {
    attack: 'keeping the gateway busy with tries that are read and hashed',
    rule: 'TRUST8',
    removals: removing(
      'server/gateway/http/pair.ts',
      'limit, ...jsonBody(), async',
      '...jsonBody(), limit, async',
    ),
    shownBy: { test: fences, title: unread },
  },
  {
    attack: 'keeping the gateway busy with hashing',
    rule: 'TRUST8',
    removals: removing(
      'server/gateway/http/pair.ts',
      "if (attempt === null) throw new Failure('too-many');",
      "if (attempt === null) return void usePairing(state, 'x'.repeat(22)).then(() => response.status(429).end());",
    ),
    shownBy: { test: fences, title: unread },
  },
];
