// The script that a job is: wait, go to its folder, activate its environment, export what it needs,
// then the command. Owns its text and how a shell is told to run it; refuses to know how environments
// and GPUs are found. Paths and values are quoted; only the command and the environment's own lines
// are shell text.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';

/** What a waiting job runs before all else: `outlive wait` and `outlive wait-gpu` by their own paths. */
export interface WaitingTools {
  readonly node: string;
  /** The bundle with the two commands. */
  readonly bundle: string;
  readonly stateRoot: string;
}

export interface WaitForGpus {
  readonly count: number;
  readonly minFreeMiB: number | null;
  /** Only of these; null: of all. */
  readonly among: readonly number[] | null;
}

export interface JobScript {
  readonly name: string;
  readonly cwd: string;
  readonly tools: WaitingTools;
  /** The session to wait for; `anyway`: however it ends. */
  readonly after: { readonly id: string; readonly name: string; readonly anyway: boolean } | null;
  readonly waitForGpus: WaitForGpus | null;
  /** Text that defines what the activation and the command call of a login's shell functions. */
  readonly definitions: readonly string[];
  /** Shell text that makes the environment, each line checked by itself. */
  readonly activation: readonly string[];
  /** Chosen GPUs, as a program is shown them; null: whatever is there, or those that were waited for. */
  readonly gpus: readonly string[] | null;
  /** Which variables tell a program its GPUs. */
  readonly gpuVariables: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Empty: a shell. */
  readonly command: string;
  /** The shell that stays open. */
  readonly shell: string;
  readonly keepShell: boolean;
}

export function scriptText(job: JobScript): string {
  const parts = [
    [`# ${job.name}: written by Outlive and kept with the session. This is all that runs.`],
    // A file that goes: what a full disk would keep from being made would look like no beginning.
    [`/bin/rm -f -- "\${0%/*}/${unbegunFile}"`],
    waiting(job),
    job.definitions,
    [`cd -- ${single(job.cwd)} || exit 1`, ...job.activation],
    exported(job),
    // A shell that died of these would take what it runs with it, before that could save its work.
    ["trap 'exit 143' HUP TERM"],
    job.keepShell && job.command.trim() !== '' ? keepShell(job) : [],
    [job.command.trim() === '' ? `exec ${single(job.shell)} -i` : job.command.trimEnd()],
  ];
  const text = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** What it waits for, in words; null when it starts at once. */
export function waitsFor({ after, waitForGpus }: Pick<JobScript, 'after' | 'waitForGpus'>) {
  if (after !== null) return after.name;
  return waitForGpus === null ? null : freeGpusInWords(waitForGpus.count);
}

export function freeGpusInWords(count: number): string {
  return count === 1 ? '1 free GPU' : `${count} free GPUs`;
}

/** In a session's folder until its script begins. */
export const unbegunFile = 'unbegun';

/**
 * How a script file (`words`: its path) or a text (`-c` and the text) is run: by `shell`, or by another
 * where that reads another language. No start-up file of the user's is read: its environment is there.
 */
export function scriptArgv(
  shell: string,
  words: readonly string[],
): readonly [string, ...string[]] {
  const runner = scriptShell(shell);
  // zsh reads ~/.zshenv whatever it runs.
  return [runner, ...(basename(runner) === 'zsh' ? ['-f'] : []), ...words];
}

/** The shell that runs the scripts of somebody whose login shell is `shell`. */
export function scriptShell(shell: string): string {
  if (posixShells.has(basename(shell))) return shell;
  return existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
}

/** They read what sh(1) reads. */
const posixShells = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'ksh93', 'mksh', 'ash', 'yash']);

function waiting({ name, tools, after, waitForGpus }: JobScript): string[] {
  if (after === null && waitForGpus === null) return [];
  // What a login or a module sets for programs must not keep ours from running.
  const call = `${outliveWords(tools)} "$@"`;
  const lines = [`outlive() { ${call}; }`];
  if (after?.anyway === true) {
    lines.push(`echo ${single(`Waiting for ${after.name} to end.`)}`);
    lines.push(`outlive wait -t ${after.id} || true # ${after.name}`);
  } else if (after !== null) {
    const refusal = `echo ${single(`${after.name} failed; ${name} was not started.`)}`;
    lines.push(`echo ${single(`Waiting for ${after.name} to end well.`)}`);
    lines.push(`outlive wait -t ${after.id} || { ${refusal}; exit 1; } # ${after.name}`);
  }
  if (waitForGpus !== null) lines.push(`gpus=$(outlive ${gpuWords(waitForGpus)}) || exit 1`);
  return [...lines, 'unset -f outlive'];
}

function outliveWords({ node, bundle, stateRoot }: WaitingTools): string {
  const state = `OUTLIVE_STATE_DIR=${single(stateRoot)}`;
  return `NODE_OPTIONS= LD_LIBRARY_PATH= LD_PRELOAD= ${state} ${single(node)} ${leanFlags} ${single(bundle)}`;
}

/** Many may wait for days: a third of the memory goes. */
const leanFlags = '--max-semi-space-size=1 --v8-pool-size=0 --single-threaded';

function gpuWords({ count, minFreeMiB, among }: WaitForGpus): string {
  const least = minFreeMiB === null ? '' : ` --min-free ${minFreeMiB}`;
  return `wait-gpu --count ${count}${least}${among === null ? '' : ` --among ${among.join(',')}`}`;
}

function exported({ gpus, waitForGpus, gpuVariables, env }: JobScript): string[] {
  const lines = Object.entries(env).map(([key, value]) => `export ${key}=${single(value)}`);
  if (gpus === null && waitForGpus === null) return lines;
  const value = waitForGpus === null ? (gpus ?? []).join(',') : '"$gpus"';
  // CUDA's own order is "fastest first", nvidia-smi's numbers are by PCI bus.
  const order = gpuVariables.includes('HIP_VISIBLE_DEVICES')
    ? []
    : ['export CUDA_DEVICE_ORDER=PCI_BUS_ID'];
  const forget = waitForGpus === null ? [] : ['unset gpus'];
  const visible = gpuVariables.map((name) => `export ${name}=${value}`);
  return [...order, ...visible, ...forget, ...lines];
}

/**
 * However the command ends, `exit` included, a shell takes its place; but a session that is asked to
 * end ends. GPUs that were waited for are given back: the job is over.
 */
function keepShell({ shell, tools, waitForGpus }: JobScript): string[] {
  const giveBack = waitForGpus === null ? [] : [`  ${outliveWords(tools)} wait-gpu --give-back`];
  return [
    'keep_a_shell() {',
    // Not "status", which zsh keeps for itself.
    '  code=$?',
    '  trap - EXIT HUP TERM',
    ...giveBack,
    '  echo "[the command ended with exit $code; this shell stays open]"',
    `  CONDA_AUTO_ACTIVATE_BASE=false exec ${single(shell)} -i`,
    '}',
    'trap keep_a_shell EXIT',
    "trap 'trap - EXIT; exit 143' HUP TERM",
  ];
}

/** In single quotes, whatever is in it. */
export function single(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
