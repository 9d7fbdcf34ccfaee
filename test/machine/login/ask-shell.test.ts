import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitionsFor } from '../../../server/machine/login/definitions.ts';
import { scriptArgv, single } from '../../../server/sessions/script.ts';
import { ask, homeWith, shellPath } from './shells.ts';

const guarded = 'case $- in *i*) ;; *) return;; esac\nexport FROM_RC=yes PATH=/e/bin:$PATH\n';
const fishes = { '.config/fish/config.fish': 'status is-interactive; and set -x FROM_FISH yes\n' };

/** Each shell with the files in which its users set their PATH. */
const logins = [
  ['bash', { '.bash_profile': '. ~/.bashrc\n', '.bashrc': guarded }],
  [
    'zsh',
    {
      '.zprofile': 'export FROM_PROFILE=yes\n',
      '.zshrc': 'export FROM_RC=yes PATH=/e/bin:$PATH\n',
    },
  ],
  [
    'fish',
    {
      '.config/fish/config.fish':
        'if status is-interactive; and status is-login\n set -x FROM_RC yes\n set -x PATH /e/bin $PATH\nend\n',
    },
  ],
  [
    'tcsh',
    {
      '.cshrc': 'if (! $?prompt) exit\nsetenv FROM_RC yes\n',
      '.login': 'setenv PATH /e/bin:$PATH\n',
    },
  ],
  ['dash', { '.profile': 'export FROM_RC=yes PATH=/e/bin:$PATH\n' }],
  ['ksh', { '.profile': 'export FROM_RC=yes PATH=/e/bin:$PATH\n' }],
] as const;

describe('the environment of a login', () => {
  test.each(logins)('[LOGIN1] of %s is what an interactive login has', async (name, files) => {
    const shell = shellPath(name);
    if (shell === null) return;
    const { environment, problem } = await ask(shell, files);
    expect(environment).toMatchObject({ FROM_RC: 'yes', TOLD: 'by the system' });
    expect(environment.PATH).toMatch(/^\/e\/bin:/);
    expect(problem).toBeNull();
    expect(
      Object.keys(environment).filter((key) => /OUTLIVE|TMUX|STY$|^_$|SHLVL|^PWD$/.test(key)),
    ).toEqual([]);
  });

  test('[LOGIN1] a value may hold anything, and what start-up files print is none of it', async () => {
    const noise = 'A=1 printed\n\x1b]0;title\x07';
    const { environment, problem } = await ask('/bin/bash', {
      '.bash_profile': `printf '${noise}'; echo B=2 >&2; export V=$'one\\ntwo=3' UNICODE='ü "$x"'\nexec 3>/dev/null >/dev/null\n`,
    });
    expect(environment).toMatchObject({ V: 'one\ntwo=3', UNICODE: 'ü "$x"' });
    expect([environment.A, environment.B, problem]).toEqual([undefined, undefined, null]);
  });

  const takers = [
    ['exec fish', 'bash', { '.bash_profile': 'export V=1; exec fish\n', ...fishes }],
    [
      'a question, then exec fish',
      'bash',
      { '.bash_profile': 'read -p "Go on? " x; export V=1; exec fish\n', ...fishes },
    ],
    ['exec fish in .zshrc', 'zsh', { '.zshrc': 'export V=1; exec fish\n', ...fishes }],
    [
      'exec bash in .login',
      'tcsh',
      { '.login': 'setenv V 1; exec bash -l\n', '.bash_profile': '' },
    ],
    [
      'tmux outside of tmux',
      'bash',
      { '.bash_profile': '[ -z "$TMUX" ] && exec tmux\nexport V=1\n' },
    ],
    [
      'tmux outside of tmux',
      'fish',
      { '.config/fish/config.fish': 'set -q TMUX; or exec tmux\nset -x V 1\n' },
    ],
    ['what reads all input', 'bash', { '.bash_profile': 'cat; head -c 9 /dev/tty; export V=1\n' }],
  ] as const;

  test.each(takers)('[LOGIN2] is had in spite of %s, in %s', async (_, name, files) => {
    const shell = shellPath(name);
    if (shell === null || shellPath('fish') === null) return;
    const { environment, problem } = await ask(shell, files);
    expect(environment.V).toBe('1');
    expect(environment.TMUX).toBeUndefined();
    expect(problem).toBeNull();
  });

  const enders = [
    ['exec tmux', 'bash', { '.bash_profile': 'export V=1; exec tmux\n' }],
    ['exit', 'bash', { '.bash_profile': 'export V=1; exit 0\n' }],
    ['exit in .zshrc', 'zsh', { '.zprofile': 'export V=1', '.zshrc': 'exit 0\n' }],
  ] as const;

  test.each(enders)(
    '[LOGIN2] with %s at the end, in %s, is what was set before, and that is said',
    async (_, name, files) => {
      const shell = shellPath(name);
      if (shell === null) return;
      const { environment, problem } = await ask(shell, files);
      expect(environment.V).toBe('1');
      expect(problem).toMatch(/end early/);
    },
  );

  test('[LOGIN2] files that take for ever cost their time, and leave nothing running', async () => {
    const mark = `${300 + Math.random()}`;
    const files = { '.bash_profile': `sleep ${mark} & sleep ${mark}\n` };
    const { environment, problem } = await ask('/bin/bash', files, 1500);
    expect(environment.TOLD).toBe('by the system');
    expect(problem).toMatch(/did not finish within/);
    expect(spawnSync('pgrep', ['-f', `sleep ${mark}`]).stdout.toString()).toBe('');
  });
});

describe('what a login defines besides', () => {
  const functions =
    'helper() { echo "helped $1"; }\ntool() { helper "$@"; }\nother() { echo no; }\n';

  test.each(['bash', 'zsh'])(
    '[LOGIN3] functions of %s come with the script that calls them, and no others',
    async (name) => {
      const shell = shellPath(name);
      if (shell === null) return;
      const answer = await ask(shell, { [name === 'zsh' ? '.zshrc' : '.bash_profile']: functions });
      const definitions = definitionsFor(['tool up'], answer, shell);
      expect(definitions.join('\n')).not.toContain('other');
      const [program, ...args] = scriptArgv(shell, ['-c', [...definitions, 'tool up'].join('\n')]);
      expect(String(spawnSync(program, args).stdout)).toBe('helped up\n');
    },
  );

  const modules = existsSync('/usr/share/modules/init/bash');
  test.skipIf(!modules).each(['bash', 'zsh', 'tcsh', 'fish', 'dash', 'ksh'])(
    '[LOGIN3] `module load` works in the jobs of users of %s',
    async (name) => {
      const shell = shellPath(name);
      if (shell === null) return;
      const home = homeWith({ 'modules/cuda/12': '#%Module1.0\nsetenv CUDA_HOME /opt/cuda-12\n' });
      const lines = [
        `module use ${single(`${home}/modules`)}`,
        'module load cuda/12',
        'echo "$CUDA_HOME"',
      ];
      const answer = await ask(shell, {});
      const text = [...definitionsFor(lines, answer, shell), ...lines].join('\n');
      const [program, ...args] = scriptArgv(shell, ['-c', text]);
      const { stdout, stderr } = spawnSync(program, args, { env: answer.environment });
      expect([String(stdout), String(stderr)]).toEqual(['/opt/cuda-12\n', '']);
    },
  );
});
