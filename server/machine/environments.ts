// The environments a job can run in, and the shell lines that make one. What a person chooses is found
// again here when the job starts: names become folders, and what is gone is refused.
import { access } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import type { EnvironmentRequest } from '../protocol/job.ts';
import type { EnvironmentsAnswer, FoundEnvironment } from '../protocol/job-page.ts';
import { folderFor } from '../sessions/program.ts';
import { single } from '../sessions/script.ts';
import { type Condas, type CondaTool, findCondas, findTools, isEnvironment } from './conda.ts';
import { answering, requireAnswering } from './disk.ts';
import { environmentsNear, isVenv } from './near-environments.ts';
import { foreignWords, foreignWordsOfAny } from './ownership.ts';
import { findAnyProgram, findProgram } from './programs.ts';

/** conda takes a second to tell; what it told is good for a while. */
const freshMs = 15_000;

export interface Places {
  readonly home: string;
  /** Where programs are looked for. */
  readonly folders: readonly string[];
  /** A login's, where conda may have left its own path. */
  readonly env: NodeJS.ProcessEnv;
}

/** How an environment is made, and what is known of it without making it. */
export interface Activation {
  /** Shell text, each line ending the script where it fails. */
  readonly lines: readonly string[];
  /** The folder with `bin/python` that it comes to; null where there is none of its own. */
  readonly prefix: string | null;
  /** False when only running the lines would tell what they come to. */
  readonly known: boolean;
}

export class Environments {
  readonly #places: () => Promise<Places>;
  #last: { readonly at: number; readonly condas: Promise<Condas> } | null = null;

  constructor(places: () => Promise<Places>) {
    this.#places = places;
  }

  /** Those near a folder (null: none), then conda's. */
  async list(folder: string | null): Promise<EnvironmentsAnswer> {
    const [near, condas] = await Promise.all([this.#near(folder), this.#condas()]);
    const machine = condas.environments.map(
      async ({ name, prefix, python }): Promise<FoundEnvironment> => ({
        ...{ kind: 'conda', name, path: prefix, python, near: false },
        foreign: await foreignWordsOfAny([prefix, join(prefix, 'bin/python')]),
        request: { conda: prefix },
      }),
    );
    return {
      environments: [...near.found, ...(await Promise.all(machine))],
      problem: near.problem ?? condas.problem,
    };
  }

  /**
   * The lines that make an environment. `base`: what relative paths are below. Throws Failure
   * no-environment or silent-disk.
   */
  async activation(request: EnvironmentRequest | undefined, base: string): Promise<Activation> {
    if (request === undefined) return { lines: [], prefix: null, known: true };
    const made = await this.#made(request, base);
    if (request.lines === undefined) return made;
    return { ...made, lines: [...ownLines(request.lines), ...made.lines], known: false };
  }

  async #made(request: EnvironmentRequest, base: string): Promise<Activation> {
    if ('conda' in request) return this.#conda(request.conda, base);
    if ('venv' in request) return this.#venv(request.venv, base);
    if ('uv' in request) return this.#uv(request.uv, base);
    if ('poetry' in request) return this.#poetry(request.poetry, base);
    return { lines: [], prefix: null, known: false };
  }

  async #near(folder: string | null) {
    const nothing = { found: [] as FoundEnvironment[], problem: null };
    if (folder === null) return nothing;
    try {
      await requireAnswering(folder);
      return { found: await environmentsNear(folder), problem: null };
    } catch (error) {
      if (error instanceof Failure) return { ...nothing, problem: error.message };
      throw error;
    }
  }

  #condas(): Promise<Condas> {
    const now = performance.now();
    if (this.#last !== null && now - this.#last.at < freshMs) return this.#last.condas;
    const condas = this.#places().then(({ home, folders, env }) => findCondas(home, folders, env));
    this.#last = { at: now, condas };
    return condas;
  }

  /** Only a name needs conda to be asked, which takes it a second. */
  async #conda(text: string, base: string): Promise<Activation> {
    const isPath = text.includes('/') || text === '~';
    const prefix = isPath ? await this.#folder(text, base, isEnvironment) : await this.#named(text);
    const { home, folders, env } = await this.#places();
    const lines = await condaLines(prefix, await findTools(home, folders, env));
    return { lines, prefix, known: true };
  }

  /** A name alone never means somebody else's environment. */
  async #named(name: string): Promise<string> {
    const { environments } = await this.#condas();
    const named = environments.filter((each) => each.name === name);
    for (const { prefix } of named) {
      const words = await foreignWordsOfAny([prefix, join(prefix, 'bin/python')]);
      if (words === null && (await isEnvironment(prefix))) return prefix;
    }
    const [other] = named;
    if (other === undefined) throw notFound(`"${name}"`);
    throw notFound(`"${name}" of your own (the one at ${other.prefix} is somebody else's)`);
  }

  async #venv(text: string, base: string): Promise<Activation> {
    const prefix = await this.#folder(text, base, isVenv);
    return { lines: [sourced(join(prefix, 'bin/activate'))], prefix, known: true };
  }

  #uv(text: string, base: string): Promise<Activation> {
    return this.#project(text, base, async (project, activate) => {
      const uv = await this.#program('uv', project);
      return [`${single(uv)} sync --project ${single(project)} || exit 1`, sourced(activate)];
    });
  }

  #poetry(text: string, base: string): Promise<Activation> {
    return this.#project(text, base, async (project) => {
      const poetry = await this.#program('poetry', project);
      return [
        `environment=$(${single(poetry)} --directory ${single(project)} env info --path) || exit 1`,
        '. "$environment/bin/activate" || exit 1',
        'unset environment',
      ];
    });
  }

  /** A project's own .venv where it has one already, else by its tool. */
  async #project(
    text: string,
    base: string,
    byTool: (project: string, activate: string) => Promise<readonly string[]>,
  ): Promise<Activation> {
    const project = await this.#folder(text, base, async () => true);
    const prefix = join(project, '.venv');
    const activate = join(prefix, 'bin/activate');
    if (await exists(activate)) return { lines: [sourced(activate)], prefix, known: true };
    return { lines: await byTool(project, activate), prefix: null, known: false };
  }

  async #program(name: string, project: string): Promise<string> {
    const { folders } = await this.#places();
    const found = await findProgram(name, folders);
    if (found !== null) return found;
    const other = await findAnyProgram(name, folders);
    const words = other === null ? '' : ` (${other} ${await foreignWords(other)})`;
    throw notFound(`of ${basename(project)} needs ${name}${words}, which`);
  }

  async #folder(
    text: string,
    base: string,
    fits: (path: string) => Promise<boolean>,
  ): Promise<string> {
    const isBelowHome = text === '~' || text.startsWith('~/');
    const path = isBelowHome ? await this.#home(text) : resolve(base, text);
    await requireAnswering(path);
    const { there } = await answering([path]);
    if (there.length === 0 || !(await fits(path))) throw notFound(path);
    return path;
  }

  async #home(text: string): Promise<string> {
    const { home } = await this.#places();
    return folderFor(text, home, home);
  }
}

function notFound(what: string): Failure {
  return new Failure('no-environment', what, 'environment');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function sourced(path: string): string {
  return `. ${single(path)} || exit 1`;
}

function ownLines(text: string): string[] {
  return [text.trimEnd(), '[ $? -eq 0 ] || exit 1'];
}

/** By conda's own functions where it is installed, by what they would do where only the folder is there. */
async function condaLines(prefix: string, tools: readonly CondaTool[]): Promise<string[]> {
  const tool = toolFor(prefix, tools);
  if (tool === null) return byHand(prefix);
  const { kind, program, root } = tool;
  const script = root === null ? null : join(root, 'etc/profile.d', `${kind}.sh`);
  if (kind === 'conda') {
    const hook = `eval "$(${single(program)} shell.posix hook)" || exit 1`;
    const ready = script !== null && (await exists(script)) ? sourced(script) : hook;
    return [ready, `conda activate ${single(prefix)} || exit 1`];
  }
  return [
    `eval "$(${single(program)} shell hook --shell posix)" || exit 1`,
    `${kind} activate ${single(prefix)} || exit 1`,
  ];
}

/** The installation that it lies in, whosever that is, else the first of the user's or the system's. */
function toolFor(prefix: string, tools: readonly CondaTool[]): CondaTool | null {
  const around = tools.find(({ root }) => root !== null && `${prefix}/`.startsWith(`${root}/`));
  return around ?? tools.find(({ foreign }) => foreign === null) ?? null;
}

function byHand(prefix: string): string[] {
  return [
    `export CONDA_PREFIX=${single(prefix)} CONDA_DEFAULT_ENV=${single(basename(prefix))}`,
    'export PATH="$CONDA_PREFIX/bin:$PATH"',
    // zsh takes a pattern that fits nothing for a mistake.
    'if [ -n "$ZSH_VERSION" ]; then setopt nonomatch; fi',
    'for file in "$CONDA_PREFIX"/etc/conda/activate.d/*.sh; do if [ -f "$file" ]; then . "$file"; fi; done',
    'unset file; if [ -n "$ZSH_VERSION" ]; then unsetopt nonomatch; fi',
  ];
}
