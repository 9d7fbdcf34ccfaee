// An expected failure: it tells the user what to do, in the words of failures.ts. Anything else that
// goes wrong is a bug and throws an ordinary error.
import { failures } from './failures.ts';
import type { JobField } from './job.ts';

export type FailureCode = keyof typeof failures;

/** An expected failure. `message` is a sentence for the user; `status` is its HTTP status. */
export class Failure extends Error {
  /** By name: parts of the program are bundled apart, each with this class in it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Failure';
  }

  override readonly name = 'Failure';
  readonly code: FailureCode;
  /** What the words were made of. */
  readonly detail: string;
  readonly status: number;
  /** The field of a job's form that it is about, where only the place it was found at knows. */
  readonly field: JobField | null;

  constructor(code: FailureCode, detail = '', field: JobField | null = null, more = '') {
    const [status, words] = failures[code];
    super(words(detail, more));
    this.code = code;
    this.detail = detail;
    this.status = status;
    this.field = field;
  }
}

/** What an HTTP error's body and a refused socket event's answer hold. */
export interface FailureBody {
  readonly error: { readonly code: string; readonly message: string; readonly field?: JobField };
}

export function failureBody(failure: Failure): FailureBody {
  const { code, message, field } = failure;
  return { error: field === null ? { code, message } : { code, message, field } };
}
