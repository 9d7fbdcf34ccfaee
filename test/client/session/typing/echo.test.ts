import { describe, expect, it } from 'vitest';
import { asksForSecret, wasEchoed } from '../../../../client/session/typing/echo.ts';

const typed = (line: string, prompt: string, before: readonly string[] = []) => ({
  ...{ line, prompt, before: [...before, prompt] },
});

describe('[TYPE4] a line counts as echoed', () => {
  it('when it stands behind its prompt', () => {
    expect(wasEchoed(typed('ls -l', '$ '), ['$ ls -l', 'total 0', '$'])).toBe(true);
    expect(wasEchoed(typed('ls', '$'), ['$ ls', '$'])).toBe(true);
  });

  it('when a shell shows the time at the right edge', () => {
    expect(wasEchoed(typed('ls', '> '), ['> ls            14:30', '>'])).toBe(true);
  });

  it('by its first line', () => {
    expect(wasEchoed(typed('for i in 1\ndo echo', '$ '), ['$ for i in 1', '> do echo'])).toBe(true);
  });

  it('once more, when the same line was typed before', () => {
    const earlier = ['$ ls', 'a'];
    expect(wasEchoed(typed('ls', '$ ', earlier), [...earlier, '$ '])).toBe(false);
    expect(wasEchoed(typed('ls', '$ ', earlier), [...earlier, '$ ls', 'a', '$ '])).toBe(true);
  });

  it.each([
    ['nothing came back', 'hunter2', 'Password: ', ['Password:', 'Welcome']],
    ['it came back as stars', 'hunter2', 'Word: ', ['Word: *******']],
    ['the output happens to contain it', 'root', '', ['Last login: root', 'root@host:~$']],
    ['a longer word begins with it', 'a', '', ['alpha', 'a-b']],
  ])('not when %s', (_what, line, prompt, after) => {
    expect(wasEchoed(typed(line, prompt), after)).toBe(false);
  });
});

describe('[TYPE4] a secret is asked for', () => {
  it.each([
    'Password:',
    '[sudo] password for ada: ',
    "Enter passphrase for key '/home/ada/.ssh/id': ",
    'Verification code: ',
    'PIN? ',
  ])('%s', (prompt) => {
    expect(asksForSecret(prompt)).toBe(true);
  });

  it('not by a shell', () => {
    expect(asksForSecret('ada@host:~/pinned $ ')).toBe(false);
  });
});
