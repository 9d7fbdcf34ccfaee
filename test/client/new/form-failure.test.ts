import { describe, expect, it } from 'vitest';
import { failureIn } from '../../../client/new/form-failure.ts';

const fieldOf = (code: string, field?: string) =>
  failureIn({ ok: false, code, message: 'no', ...(field !== undefined && { field }) }).field;

describe('the form', () => {
  it('[PAGE14] a refusal stands beside the field it is about', () => {
    expect(fieldOf('bad-name')).toBe('name');
    expect(fieldOf('name-taken')).toBe('name');
    expect(fieldOf('no-directory')).toBe('cwd');
    expect(fieldOf('no-command')).toBe('command');
    expect(fieldOf('no-gpu')).toBe('gpus');
    expect(fieldOf('host-failed')).toBe('form');
  });

  it('[PAGE14] the gateway may say which field it is about', () => {
    expect(fieldOf('bad-job', 'env')).toBe('env');
    expect(fieldOf('bad-name', 'no-such-field')).toBe('name');
  });
});
