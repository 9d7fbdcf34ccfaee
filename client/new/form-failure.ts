// Beside which field a refusal is shown.

export interface FormFailure {
  /** form: it is about none of the fields. */
  readonly field: 'name' | 'command' | 'directory' | 'form';
  readonly message: string;
}

const fields: Readonly<Record<string, FormFailure['field']>> = {
  'bad-name': 'name',
  'name-taken': 'name',
  'no-directory': 'directory',
  'not-a-directory': 'directory',
  'no-directory-access': 'directory',
  'no-command': 'command',
  'not-executable': 'command',
  'nul-in-command': 'command',
};

export function fieldOfFailure(code: string): FormFailure['field'] {
  return fields[code] ?? 'form';
}
