// What is wrong with each field of the form: what a start was refused for, and what the look ahead
// found. Refuses to know how either is asked for.
import type { JobField } from '../../server/protocol/job.ts';
import type { PreflightAnswer } from '../../server/protocol/job-page.ts';
import type { FieldProblem } from '../look/field.tsx';
import type { FormFailure } from './form-failure.ts';

interface FieldWords {
  readonly failure: string | null;
  readonly problem: FieldProblem | null;
}

export type WordsOf = (field: JobField | 'values') => FieldWords;

export function wordsOf(failure: FormFailure | null, ahead: PreflightAnswer | null): WordsOf {
  return (field) => {
    const found = ahead?.problems.find((problem) => problem.field === field);
    const message = found && [found.message, found.detail].filter((part) => part).join(' ');
    return {
      failure: failure?.field === field ? failure.message : null,
      problem: found && message ? { kind: found.kind, message } : null,
    };
  };
}
