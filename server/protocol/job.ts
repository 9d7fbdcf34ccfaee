// What a job is asked for with: the body of POST /api/sessions and of a preflight, a preset, what the
// form is filled with again. Parses it; refuses to know whether any of it exists on a machine.
import { type Bell, type BellState, bellRules, isBell } from './alerts.ts';
import { printable } from './printable.ts';

/** How the program's environment is made. `lines` run first: `module load cuda/12`, for instance. */
export type EnvironmentRequest =
  /** A conda environment's name, or its folder. */
  | { readonly conda: string; readonly lines?: string }
  /** A venv's folder. */
  | { readonly venv: string; readonly lines?: string }
  /** A project's folder: its own environment, made by `uv sync` if there is none yet. */
  | { readonly uv: string; readonly lines?: string }
  /** A project's folder: the environment that poetry has made for it. */
  | { readonly poetry: string; readonly lines?: string }
  | { readonly lines: string };

/** So many, whichever are free, once they are. */
export interface AnyGpus {
  readonly any: number;
  /** A GPU with less free memory is not free; without it nine tenths have to be. */
  readonly minFreeMiB?: number;
}

export type StartWhen =
  /** A session's name or id. Starts once it has ended with exit 0, else never; `anyway`: however it ended. */
  | { readonly after: string; readonly anyway?: boolean }
  /** The same as `gpus: {any: N}`; with a list in `gpus`, any so many of those. */
  | { readonly gpus: number; readonly minFreeMiB?: number };

export interface JobRequest {
  /** Made of the command when it is missing or empty. */
  readonly name?: string;
  /** A text is for the shell, several words a program and its arguments; without one, a login shell. */
  readonly command?: string | readonly string[] | null;
  /** `~` is the home folder, and the default. */
  readonly cwd?: string;
  readonly environment?: EnvironmentRequest;
  /** Numbers as nvidia-smi or rocm-smi has them. `[]` hides all. */
  readonly gpus?: readonly number[] | AnyGpus;
  readonly env?: Readonly<Record<string, string>>;
  /** A shell stays open in the job's environment once the command has ended. */
  readonly keepShell?: boolean;
  readonly startWhen?: StartWhen;
  /** Whether its owner is told of it; on its own, or with what to look for. */
  readonly bell?: BellState | Partial<Bell>;
  readonly cols?: number;
  readonly rows?: number;
}

/** The fields of the form that something can be wrong with; form: none of them. */
export type JobField =
  | 'name'
  | 'command'
  | 'cwd'
  | 'environment'
  | 'gpus'
  | 'env'
  | 'startWhen'
  | 'form';

export interface Preset {
  readonly name: string;
  /** Its texts may hold placeholders such as `{lr}`; who starts it fills them in. */
  readonly job: JobRequest;
}

/** What GET /api/presets answers, PUT takes, and a file of presets holds. The order is the person's. */
export interface PresetFile {
  readonly outlive: 'presets';
  /**
   * Counts changes: PUT with another one than the current is refused, so that no phone undoes
   * another's. Who imports a file adds its presets to the current ones, with their revision.
   */
  readonly revision: number;
  readonly presets: readonly Preset[];
}

export const maxPresets = 200;
const maxCommandBytes = 64 * 1024;
const maxTextLength = 4096;
const maxGpus = 64;

/** Why a value is no request: which field, and what that field should be. */
export interface BadField {
  readonly field: JobField;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & BadField);

type Fields = Readonly<Record<string, unknown>>;

const checks: Readonly<Record<string, (value: unknown) => BadField | null>> = {
  name: (value) => bad(isText(value, 200), 'name', 'The name is a text.'),
  command: (value) => checkCommand(value),
  cwd: (value) => bad(isText(value, maxTextLength), 'cwd', 'The directory is a path.'),
  environment: (value) => checkEnvironment(value),
  gpus: (value) => checkGpus(value),
  env: (value) => checkVariables(value),
  keepShell: (value) => bad(typeof value === 'boolean', 'form', '"keepShell" is true or false.'),
  startWhen: (value) => checkStart(value),
  bell: (value) => bad(isBell(value), 'form', bellRules),
  cols: (value) => bad(Number.isInteger(value), 'form', '"cols" is a whole number.'),
  rows: (value) => bad(Number.isInteger(value), 'form', '"rows" is a whole number.'),
};

/** A whole request, or the first field that is not as it should be. A field that is null is missing. */
export function parseJob(value: unknown): Parsed<JobRequest> {
  const given = fieldsOf(value);
  if (given === null) return refused('form', 'A job is a JSON object.');
  for (const [key, part] of Object.entries(given)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (check === undefined) return refused('form', `A job has no field "${short(key)}".`);
    const wrong = part === null || part === undefined ? null : check(part);
    if (wrong !== null) return { ok: false, ...wrong };
  }
  const present = Object.entries(given).filter(([, part]) => part !== null && part !== undefined);
  return { ok: true, value: Object.fromEntries(present) as JobRequest };
}

/** What a file of presets holds. `message` says what is wrong with it and where. */
export function parsePresets(value: unknown): Parsed<PresetFile> {
  const { outlive, revision = 0, presets } = fieldsOf(value) ?? {};
  if (outlive !== 'presets' || !Array.isArray(presets)) {
    return refused('form', 'That is not a file of presets: it has no list of them in it.');
  }
  if (!isCount(revision)) return refused('form', 'The revision of the presets is not a number.');
  if (presets.length > maxPresets) return refused('form', `There may be ${maxPresets} presets.`);
  const read: Preset[] = [];
  for (const [index, each] of presets.entries()) {
    const { name, job } = fieldsOf(each) ?? {};
    if (!isText(name, 60) || name.trim() === '') {
      return refused('form', `Preset ${index + 1} has no name of 1 to 60 characters.`);
    }
    if (read.some((other) => other.name === name)) {
      return refused('form', `There are two presets "${short(name)}".`);
    }
    const parsed = parseJob(job);
    if (!parsed.ok) return refused('form', `Preset "${short(name)}": ${parsed.message}`);
    read.push({ name, job: parsed.value });
  }
  return { ok: true, value: { outlive, revision, presets: read } };
}

function checkCommand(value: unknown): BadField | null {
  const words = Array.isArray(value) ? value : [value];
  const length = words.reduce((sum: number, word) => sum + String(word).length, 0);
  if (words.length === 0 || !words.every((word) => typeof word === 'string')) {
    return { field: 'command', message: 'The command is a text, or a list of words.' };
  }
  if (words.some((word) => word.includes('\0'))) {
    return { field: 'command', message: 'A command cannot hold a NUL character. Remove it.' };
  }
  return bad(length <= maxCommandBytes, 'command', 'The command is too long: at most 64 KiB.');
}

const environmentKinds = ['conda', 'venv', 'uv', 'poetry'];

function checkEnvironment(value: unknown): BadField | null {
  const fields = fieldsOf(value) ?? {};
  const keys = Object.keys(fields);
  const kinds = keys.filter((key) => environmentKinds.includes(key));
  const known = keys.every((key) => key === 'lines' || environmentKinds.includes(key));
  const texts = keys.every((key) => isText(fields[key], maxTextLength) && fields[key] !== '');
  return bad(
    known && texts && kinds.length <= 1 && keys.length > 0,
    'environment',
    'The environment is one of {conda}, {venv}, {uv}, {poetry}, or {lines}, each a text.',
  );
}

function checkGpus(value: unknown): BadField | null {
  const list = Array.isArray(value) && value.length <= maxGpus && value.every(isCount);
  const { any, minFreeMiB } = fieldsOf(value) ?? {};
  return bad(
    (list && new Set(value).size === value.length) || (isCountOf(any) && isMinFree(minFreeMiB)),
    'gpus',
    'The GPUs are a list of their numbers, each once, or {"any": how many}.',
  );
}

function checkVariables(value: unknown): BadField | null {
  const fields = fieldsOf(value);
  if (fields === null) return { field: 'env', message: 'The variables are an object of texts.' };
  for (const [key, text] of Object.entries(fields)) {
    if (!/^[A-Za-z_]\w{0,199}$/.test(key)) {
      return { field: 'env', message: `"${short(key)}" is not a variable's name.` };
    }
    if (typeof text !== 'string' || text.includes('\0') || text.length > maxCommandBytes) {
      return { field: 'env', message: `${key} is not a text that a variable can hold.` };
    }
  }
  return null;
}

function checkStart(value: unknown): BadField | null {
  const { after, anyway, gpus, minFreeMiB } = fieldsOf(value) ?? {};
  const follows = isText(after, 100) && after !== '' && gpus === undefined;
  const waits = isCountOf(gpus) && isMinFree(minFreeMiB) && after === undefined;
  return bad(
    (follows && (anyway === undefined || typeof anyway === 'boolean')) || waits,
    'startWhen',
    '"startWhen" is {"after": a session} or {"gpus": how many}.',
  );
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest && !value.includes('\0');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCountOf(value: unknown): boolean {
  return isCount(value) && value >= 1 && value <= maxGpus;
}

function isMinFree(value: unknown): boolean {
  return value === undefined || isCount(value);
}

function bad(fits: boolean, field: JobField, message: string): BadField | null {
  return fits ? null : { field, message };
}

function refused(field: JobField, message: string): { readonly ok: false } & BadField {
  return { ok: false, field, message };
}

function short(text: string): string {
  return printable(text.slice(0, 60));
}
