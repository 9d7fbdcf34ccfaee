import { describe, expect, it } from 'vitest';
import { fieldOfFailure } from '../../../client/new/form-failure.ts';

describe('the form', () => {
  it('[PAGE14] a refusal stands beside the field it is about', () => {
    expect(fieldOfFailure('bad-name')).toBe('name');
    expect(fieldOfFailure('name-taken')).toBe('name');
    expect(fieldOfFailure('no-directory')).toBe('directory');
    expect(fieldOfFailure('no-command')).toBe('command');
    expect(fieldOfFailure('host-failed')).toBe('form');
  });
});
