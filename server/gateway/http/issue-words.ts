// What is wrong with a request, for people: which field, and what may stand there. Turns the first
// issue that the schema found into a sentence; refuses to know whose request it was.
import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

export function issueWords({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return `The request ${unknown}.`;
  const where = issue.path.length > 0 ? `"${issue.path.join('.')}"` : 'The request';
  if (issue.code === 'unrecognized_keys') {
    return `There is no ${inWords(issue.keys.map(quoted), 'and no')} to give here. Check the spelling.`;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `${where} is missing: it must be ${typeWords(issue.expected)}.`;
  }
  return `${where} ${rule(issue)}.`;
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords(issue.expected)}`;
    case 'invalid_value':
      return `must be ${inWords(issue.values.map(String), 'or')}`;
    case 'too_small':
      if (issue.inclusive === false) return `must be above ${issue.minimum}`;
      return `must be ${issue.minimum} ${unit(issue)}or more`;
    case 'too_big':
      return `must be ${issue.maximum} ${unit(issue)}or less`;
    // Worded where the rule is.
    case 'custom':
    case 'invalid_format':
    case 'invalid_union':
      return issue.message.startsWith('Invalid') ? unknown : issue.message;
    default:
      return unknown;
  }
}

const unknown = 'is not as it should be';

const types: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object of fields',
};

const typeWords = (expected: string) => types[expected] ?? `of the type ${expected}`;

const unit = ({ origin }: { readonly origin: string }) =>
  origin === 'string' ? 'characters ' : origin === 'array' ? 'entries ' : '';

const quoted = (word: string) => `"${word}"`;

/** `a, b or c`. */
function inWords(words: readonly string[], joint: string): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`;
}
