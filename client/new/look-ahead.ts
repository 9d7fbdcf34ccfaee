// Asks, while the form is filled in, what would come of it: whether the folder and the environment are
// there, which python runs, what is wrong. Starting never waits for it.
import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { JobRequest } from '../../server/protocol/job.ts';
import type { PreflightAnswer } from '../../server/protocol/job-page.ts';
import type { Api } from '../connection/api.ts';
import { parsePreflight } from '../machine/answers.ts';
import { useOutlive } from '../outlive.ts';

export interface Ahead {
  readonly kind: 'nothing' | 'asking' | 'checking' | 'known' | 'unknown';
  /** The last one, for what has changed since as well. */
  readonly answer: PreflightAnswer | null;
}

const calmMs = 500;

class LookAhead {
  readonly now: ReadonlySignal<Ahead>;
  readonly #now = signal<Ahead>({ kind: 'nothing', answer: null });
  readonly #api: Api;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #last = '';
  #place = '';

  constructor(api: Api) {
    this.#api = api;
    this.now = this.#now;
  }

  /** The form has changed to this. Asked once it has been left alone for a moment. */
  changed(job: JobRequest): void {
    const text = JSON.stringify(job);
    if (text === this.#last) return;
    this.#last = text;
    this.#asked++;
    clearTimeout(this.#timer);
    // What was wrong may be right by now: told anew, not meanwhile. The same place has the same python.
    const { answer } = this.#now.value;
    const place = JSON.stringify([job.cwd, job.environment]);
    const python = place === this.#place && answer !== null ? answer.python : null;
    this.#place = place;
    this.#now.value = {
      kind: 'asking',
      answer: answer && { ...answer, problems: [], python, unchecked: null },
    };
    this.#timer = setTimeout(() => void this.#ask(job, this.#asked), calmMs);
  }

  /** Runs the lines that make the environment: a person has seen them and asked for it. */
  check(): void {
    if (this.#last === '') return;
    this.#asked++;
    clearTimeout(this.#timer);
    const { answer } = this.#now.value;
    this.#now.value = { kind: 'checking', answer: answer && { ...answer, unchecked: null } };
    void this.#ask(JSON.parse(this.#last) as JobRequest, this.#asked, '?check=1');
  }

  close(): void {
    this.#asked++;
    clearTimeout(this.#timer);
  }

  async #ask(job: JobRequest, number: number, query = ''): Promise<void> {
    const told = await this.#api.send(
      { method: 'POST', path: `/api/preflight${query}`, body: job },
      parsePreflight,
    );
    if (number !== this.#asked) return;
    this.#now.value = told.ok
      ? { kind: 'known', answer: told.value }
      : { kind: 'unknown', answer: null };
  }
}

/** Follows the form while it is shown. A shell in the home folder is not worth a question. */
export function useLookAhead(job: JobRequest): Ahead & { readonly check: () => void } {
  const { api } = useOutlive();
  const [ahead] = useState(() => new LookAhead(api));
  const { name: _, ...rest } = job;
  const plain = rest.command === '' && rest.cwd === '~' && Object.keys(rest).length === 2;
  const text = JSON.stringify(job);
  useEffect(() => {
    if (!plain) ahead.changed(JSON.parse(text) as JobRequest);
  }, [ahead, plain, text]);
  useEffect(() => () => ahead.close(), [ahead]);
  return { ...ahead.now.value, check: () => ahead.check() };
}
