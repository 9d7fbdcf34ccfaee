import { describe, expect, it } from 'vitest';
import { parseRoute, sessionPath } from '../../client/router.ts';

const at = (pathname: string, search = '') => parseRoute({ pathname, search });

describe('routes', () => {
  it('[PAGE31] every address of the page leads to its page', () => {
    expect(at('/')).toEqual({ page: 'list' });
    expect(at('/new')).toEqual({ page: 'new', again: null, command: null });
    expect(at('/new', '?again=abcd1234')).toEqual({
      ...{ page: 'new', again: 'abcd1234', command: null },
    });
    expect(at('/new', '?command=python3+train.py%20--lr%203e-4%0A')).toEqual({
      ...{ page: 'new', again: null, command: 'python3 train.py --lr 3e-4\n' },
    });
    expect(at('/pair')).toEqual({ page: 'pair' });
    expect(at('/settings/')).toEqual({ page: 'settings' });
    expect(at('/s/train')).toEqual({ page: 'session', name: 'train' });
  });

  it('[PAGE31] an address that is none of them is told so', () => {
    for (const path of ['/nowhere', '/s', '/s/a/b', '/new/x']) {
      expect(at(path)).toEqual({ page: 'nowhere' });
    }
  });

  it('[PAGE31] a name survives the way through an address, a broken escape included', () => {
    expect(at(sessionPath('exp.01_b-c'))).toEqual({ page: 'session', name: 'exp.01_b-c' });
    expect(at('/s/%E0%A4%A')).toEqual({ page: 'session', name: '%E0%A4%A' });
  });
});
