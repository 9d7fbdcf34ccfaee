// Beside which field a refusal is shown.
import type { JobField } from '../../server/protocol/job.ts';
import { oneOf } from '../connection/guards.ts';
import type { Refusal } from '../connection/refusal.ts';
import { jobFields } from '../machine/job-fields.ts';

export interface FormFailure {
  /** values: what placeholders ask for; form: it is about none of the fields. */
  readonly field: JobField | 'values';
  readonly message: string;
}

const fields: Readonly<Record<string, JobField>> = {
  'bad-name': 'name',
  'name-taken': 'name',
  'no-directory': 'cwd',
  'not-a-directory': 'cwd',
  'no-directory-access': 'cwd',
  'silent-disk': 'cwd',
  'no-environment': 'environment',
  'no-gpu': 'gpus',
  'no-command': 'command',
  'not-executable': 'command',
  'nul-in-command': 'command',
  'no-session': 'startWhen',
  'ambiguous-name': 'startWhen',
};

export function failureIn({ code, message, field }: Refusal): FormFailure {
  return { field: oneOf(field, jobFields) ?? fields[code] ?? 'form', message };
}
