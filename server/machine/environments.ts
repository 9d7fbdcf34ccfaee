// The environments a job can run in, and the shell lines that make one. What a person chooses is found
// again here when the job starts: names become folders, and what is gone is refused.
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import type { EnvironmentRequest } from '../protocol/job.ts';
import type { EnvironmentsAnswer, FoundEnvironment } from '../protocol/job-page.ts';
import { folderFor } from '../sessions/program.ts';
import { single } from '../sessions/script.ts';
import { type Condas, type CondaTool, findCondas, findTools, isEnvironment } from './conda.ts';
import { answering, requireAnswering } from './disk.ts';
import { environmentsNear, isVenv } from './near-environments.ts';
import { findProgram } from './programs.ts';

/** conda takes a second to tell; what it told is good for a while. */
const freshMs = 15_000;

export interface Places {
  readonly home: string;
  /** Where programs are looked for. */
  readonly folders: readonly string[];
}

export class Environments {
  readonly #places: () => Places;
  #last: { readonly at: number; readonly condas: Promise<Condas> } | null = null;

  constructor(places: () => Places) {
    this.#places = places;
  }

  /** Those near a folder (null: none), then conda's. */
  async list(folder: string | null): Promise<EnvironmentsAnswer> {
    const [near, condas] = await Promise.all([this.#near(folder), this.#condas()]);
    const machine = condas.environments.map(
      ({ name, prefix, python }): FoundEnvironment => ({
        ...{ kind: 'conda', name, path: prefix, python, near: false },
        request: { conda: prefix },
      }),
    );
    return { environments: [...near.found, ...machine], problem: near.problem ?? condas.problem };
  }

  /**
   * The lines that make an environment, each ending the script where it fails. `base`: what relative
   * paths are below. Throws Failure no-environment or silent-disk.
   */
  async activation(request: EnvironmentRequest | undefined, base: string): Promise<string[]> {
    if (request === undefined) return [];
    const own = request.lines === undefined ? [] : ownLines(request.lines);
    if ('conda' in request) return [...own, ...(await this.#conda(request.conda, base))];
    if ('venv' in request) return [...own, ...(await this.#venv(request.venv, base))];
    if ('uv' in request) return [...own, ...(await this.#uv(request.uv, base))];
    if ('poetry' in request) return [...own, ...(await this.#poetry(request.poetry, base))];
    return own;
  }

  async #near(folder: string | null) {
    const nothing = { found: [] as FoundEnvironment[], problem: null };
    if (folder === null) return nothing;
    try {
      await requireAnswering(folder);
      return { found: environmentsNear(folder), problem: null };
    } catch (error) {
      if (error instanceof Failure) return { ...nothing, problem: error.message };
      throw error;
    }
  }

  #condas(): Promise<Condas> {
    const now = performance.now();
    if (this.#last !== null && now - this.#last.at < freshMs) return this.#last.condas;
    const { home, folders } = this.#places();
    const condas = findCondas(home, folders);
    this.#last = { at: now, condas };
    return condas;
  }

  /** Only a name needs conda to be asked, which takes it a second. */
  async #conda(text: string, base: string): Promise<string[]> {
    const isPath = text.includes('/') || text === '~';
    const prefix = isPath ? await this.#folder(text, base, isEnvironment) : await this.#named(text);
    const { home, folders } = this.#places();
    return condaLines(prefix, findTools(home, folders));
  }

  async #named(name: string): Promise<string> {
    const known = (await this.#last?.condas)?.environments.find((each) => each.name === name);
    if (known !== undefined && isEnvironment(known.prefix)) return known.prefix;
    const { environments } = await this.#condas();
    const found = environments.find((each) => each.name === name);
    if (found === undefined) throw notFound(`"${name}"`);
    return found.prefix;
  }

  async #venv(text: string, base: string): Promise<string[]> {
    const path = await this.#folder(text, base, isVenv);
    return [sourced(join(path, 'bin/activate'))];
  }

  async #uv(text: string, base: string): Promise<string[]> {
    const project = await this.#folder(text, base, () => true);
    const activate = join(project, '.venv/bin/activate');
    if (existsSync(activate)) return [sourced(activate)];
    const uv = this.#program('uv', project);
    return [`${single(uv)} sync --project ${single(project)} || exit 1`, sourced(activate)];
  }

  async #poetry(text: string, base: string): Promise<string[]> {
    const project = await this.#folder(text, base, () => true);
    const own = join(project, '.venv/bin/activate');
    if (existsSync(own)) return [sourced(own)];
    const poetry = this.#program('poetry', project);
    return [
      `environment=$(${single(poetry)} --directory ${single(project)} env info --path) || exit 1`,
      '. "$environment/bin/activate" || exit 1',
      'unset environment',
    ];
  }

  #program(name: string, project: string): string {
    const found = findProgram(name, this.#places().folders);
    if (found !== null) return found;
    throw notFound(`of ${basename(project)} needs ${name}, which`);
  }

  async #folder(text: string, base: string, fits: (path: string) => boolean): Promise<string> {
    const path = text === '~' || text.startsWith('~/') ? this.#home(text) : resolve(base, text);
    await requireAnswering(path);
    const { there } = await answering([path]);
    if (there.length === 0 || !fits(path)) throw notFound(path);
    return path;
  }

  #home(text: string): string {
    const { home } = this.#places();
    return folderFor(text, home, home);
  }
}

function notFound(what: string): Failure {
  return new Failure('no-environment', what, 'environment');
}

function sourced(path: string): string {
  return `. ${single(path)} || exit 1`;
}

function ownLines(text: string): string[] {
  return [text.trimEnd(), '[ $? -eq 0 ] || exit 1'];
}

/** By conda's own functions where it is installed, by what they would do where only the folder is there. */
function condaLines(prefix: string, tools: readonly CondaTool[]): string[] {
  const tool = toolFor(prefix, tools);
  if (tool === null) return byHand(prefix);
  const { kind, program, root } = tool;
  const script = root === null ? null : join(root, 'etc/profile.d', `${kind}.sh`);
  if (kind === 'conda') {
    const hook = `eval "$(${single(program)} shell.posix hook)" || exit 1`;
    const ready = script !== null && existsSync(script) ? sourced(script) : hook;
    return [ready, `conda activate ${single(prefix)} || exit 1`];
  }
  return [
    `eval "$(${single(program)} shell hook --shell posix)" || exit 1`,
    `${kind} activate ${single(prefix)} || exit 1`,
  ];
}

/** The installation that it lies in, else the first. */
function toolFor(prefix: string, tools: readonly CondaTool[]): CondaTool | null {
  const around = tools.find(({ root }) => root !== null && `${prefix}/`.startsWith(`${root}/`));
  return around ?? tools[0] ?? null;
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
