// The sentence for a command that does not exist.
import { nearNames } from '../../protocol/near.ts';
import { commandWords } from '../commands.ts';

export function unknownCommand(word: string): string {
  const near = nearNames(word, commandWords).join(' or ');
  return `there is no command "${word}". ${near && `Did you mean ${near}? `}"outlive help" lists them.`;
}
