// `outlive completion`: scripts that make a shell complete our words, and the completions that
// these scripts ask for whenever Tab is pressed, so that they never fall behind the commands.
import { nearNames } from '../protocol/near.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';

export const completion: Command = {
  usage: 'completion bash | zsh | fish',
  about: {
    summary: 'a script that makes your shell complete these words',
    words: ['bash', 'zsh', 'fish'],
    more: [
      'For bash put this into ~/.bashrc: source <(outlive completion bash). For zsh the same with zsh into ~/.zshrc, below compinit. For fish: outlive completion fish > ~/.config/fish/completions/outlive.fish',
    ],
  },
  syntax: { complete: 'nothing' },
  operands: [1, Number.POSITIVE_INFINITY],
  async run(options, caller) {
    const [shell = '', ...more] = options.operands;
    if (options.has('complete')) {
      for (const line of await caller.complete(options.operands)) caller.print(line);
      return 0;
    }
    const { scripts } = await import('./completion/scripts.ts');
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined || more.length > 0) {
      const near = nearNames(shell, Object.keys(scripts)).join(' or ');
      throw new UsageError(`there is no script for "${shell}"${near ? `, but for ${near}` : ''}`);
    }
    caller.print(script.trimEnd());
    return 0;
  },
};
