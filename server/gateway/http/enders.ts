// What on this machine would end the job later, as warnings beside what the preflight found.

import { type Ender, findEnders } from '../../machine/enders.ts';
import { readOutside } from '../../machine/outside-files.ts';
import { run } from '../../machine/run.ts';
import type { JobRequest } from '../../protocol/job.ts';
import type { Problem } from '../../protocol/job-page.ts';

/** A program that does not answer must not keep the form waiting. */
const withinMs = 1500;
/** A machine's limits last longer than a form is filled in. */
const freshMs = 60_000;

export class Enders {
  readonly #stateRoot: string;
  #found: Promise<Ender[]> | null = null;
  #at = 0;

  constructor(stateRoot: string) {
    this.#stateRoot = stateRoot;
  }

  async problems({ command, keepShell }: JobRequest): Promise<Problem[]> {
    const text = typeof command === 'string' ? command : (command ?? []).join(' ');
    const isShell = keepShell === true || text.trim() === '';
    const enders = (await this.#find()).filter(({ shellsOnly }) => isShell || !shellsOnly);
    if (enders.length === 0) return [];
    const message = enders.map(({ words }) => words).join(' ');
    return [{ field: 'form', kind: 'warning', message, detail: null }];
  }

  #find(): Promise<Ender[]> {
    const now = performance.now();
    if (this.#found === null || now - this.#at > freshMs) {
      this.#at = now;
      this.#found = findEnders(
        {
          env: process.env,
          read: readOutside,
          ask: async (program, ...args) => {
            const { kind, exitCode, stdout } = await run({ program, args, withinMs });
            return kind === 'done' && exitCode === 0 ? stdout.trim() : null;
          },
        },
        this.#stateRoot,
      );
    }
    return this.#found;
  }
}
