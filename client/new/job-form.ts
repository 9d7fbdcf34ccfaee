// What the form holds, field by field, and the request it makes. Knows how a job is asked for,
// refuses to know how fields are drawn or where answers come from.
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { EnvironmentRequest, JobRequest, StartWhen } from '../../server/protocol/job.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { commandText } from './command-text.ts';
import { suggestName } from './suggested-name.ts';
import { fillIn, placeholdersIn } from './values/placeholders.ts';
import { combinations, valuesIn } from './values/value-list.ts';
import { variablesIn, variablesText } from './variables.ts';

export type GpuChoice =
  /** Nothing is said: the program sees all of them. */
  | { readonly kind: 'all' }
  /** An empty list hides them all. */
  | { readonly kind: 'these'; readonly indices: readonly number[] }
  | { readonly kind: 'any'; readonly count: number };

export type StartChoice =
  | { readonly kind: 'now' }
  | { readonly kind: 'after'; readonly session: string; readonly anyway: boolean }
  /** When those that were chosen are free. */
  | { readonly kind: 'free' };

/** conda, venv, uv or poetry; what is run before it is a field of its own. */
type ChosenEnvironment = Exclude<EnvironmentRequest, { readonly lines: string }> | null;

export class JobForm {
  readonly command: Signal<string> = signal('');
  /** Null: the name is suggested. */
  readonly typedName: Signal<string | null> = signal(null);
  readonly cwd: Signal<string> = signal('~');
  readonly environment: Signal<EnvironmentRequest | null> = signal(null);
  readonly lines: Signal<string> = signal('');
  readonly gpus: Signal<GpuChoice> = signal({ kind: 'all' });
  readonly variables: Signal<string> = signal('');
  readonly keepShell: Signal<boolean> = signal(false);
  readonly start: Signal<StartChoice> = signal({ kind: 'now' });
  /** As they were typed, by placeholder. */
  readonly values: Signal<Readonly<Record<string, string>>> = signal({});

  readonly name: ReadonlySignal<string>;
  readonly placeholders = computed(() => placeholdersIn(this.command.value));
  /** The values of each job: one set, or several for a sweep. */
  readonly jobs = computed(() =>
    combinations(
      this.placeholders.value.map(
        (name) => [name, valuesIn(this.values.value[name] ?? '')] as const,
      ),
    ),
  );

  constructor(sessions: () => readonly SessionSummary[]) {
    this.name = computed(() => this.typedName.value ?? suggestName(this.command.value, sessions()));
  }

  /** What is asked for, fields left as they are at the start left out. Placeholders still stand in it. */
  request(): JobRequest {
    const environment = environmentWith(this.environment.value, this.lines.value);
    const env = variablesIn(this.variables.value).variables;
    const gpus = this.gpus.value;
    const startWhen = startOf(this.start.value, gpus);
    return {
      name: this.name.value.trim(),
      command: this.command.value.trim(),
      cwd: this.cwd.value.trim() || '~',
      ...(environment && { environment }),
      ...(gpus.kind === 'these' && { gpus: gpus.indices }),
      ...(gpus.kind === 'any' && { gpus: { any: gpus.count } }),
      ...(Object.keys(env).length > 0 && { env }),
      ...(this.keepShell.value && { keepShell: true }),
      ...(startWhen && { startWhen }),
    };
  }

  /** There is nothing left to be free. */
  leaveFreeStart(): void {
    if (this.start.value.kind === 'free') this.start.value = { kind: 'now' };
  }

  /** What is worth keeping of it for another time: neither a suggested name nor a session to wait for. */
  preset(): JobRequest {
    const { name, startWhen, ...job } = this.request();
    return {
      ...job,
      ...(this.typedName.value !== null && { name }),
      ...(startWhen !== undefined && 'gpus' in startWhen && { startWhen }),
    } as JobRequest;
  }

  /** Takes a job over, all of it: what it does not say is as in an empty form. */
  fill(job: JobRequest): void {
    const { lines, ...environment } = { lines: '', ...job.environment };
    this.command.value = commandText(job.command);
    this.typedName.value = job.name || null;
    this.cwd.value = job.cwd ?? '~';
    this.environment.value =
      Object.keys(environment).length > 0 ? (environment as ChosenEnvironment) : null;
    this.lines.value = lines;
    this.gpus.value = gpusOf(job);
    this.variables.value = variablesText(job.env ?? {});
    this.keepShell.value = job.keepShell ?? false;
    this.start.value = startChoiceOf(job.startWhen);
  }
}

/** One job of a sweep: the values in its command, its own name. */
export function jobWith(
  request: JobRequest,
  values: Readonly<Record<string, string>>,
  name: string,
): JobRequest {
  return { ...request, name, command: fillIn(commandText(request.command), values) };
}

function environmentWith(
  chosen: EnvironmentRequest | null,
  typed: string,
): EnvironmentRequest | null {
  const lines = typed.trim();
  if (chosen === null) return lines === '' ? null : { lines };
  return lines === '' ? chosen : { ...chosen, lines };
}

function startOf(start: StartChoice, gpus: GpuChoice): StartWhen | null {
  if (start.kind === 'after') {
    return { after: start.session, ...(start.anyway && { anyway: true }) };
  }
  if (start.kind === 'free' && gpus.kind === 'these' && gpus.indices.length > 0) {
    return { gpus: gpus.indices.length };
  }
  return null;
}

function gpusOf({ gpus, startWhen }: JobRequest): GpuChoice {
  if (Array.isArray(gpus)) return { kind: 'these', indices: gpus };
  if (gpus !== undefined && 'any' in gpus) return { kind: 'any', count: gpus.any };
  const waits = startWhen !== undefined && 'gpus' in startWhen ? startWhen.gpus : null;
  return waits === null ? { kind: 'all' } : { kind: 'any', count: waits };
}

function startChoiceOf(startWhen: StartWhen | undefined): StartChoice {
  if (startWhen === undefined) return { kind: 'now' };
  if ('gpus' in startWhen) return { kind: 'free' };
  return { kind: 'after', session: startWhen.after, anyway: startWhen.anyway ?? false };
}
