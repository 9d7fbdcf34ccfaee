// Containers and other machines, made of real namespaces: the command line in a PID namespace of its
// own, under another hostname, machine-id or boot. For tests that run as root.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Outlive, Result } from './outlive.ts';

export interface Around {
  readonly hostname?: string;
  readonly machineId?: string;
  readonly bootId?: string;
  /** A PID namespace of its own, as every container has one. */
  readonly pids?: boolean;
}

/** Runs one command in there. */
export function runIn(cli: Outlive, around: Around, ...words: string[]): Promise<Result> {
  const [program, ...rest] = commandIn(cli, around, ['exec "$@"', ...cli.program, ...words]);
  return new Promise((resolve) => {
    const child = execFile(program ?? '', rest, { env: cli.env }, (_, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

export interface Container {
  run(...words: string[]): Promise<Result>;
  /** Ends it with everything in it, as \`docker kill\` does. */
  kill(): Promise<void>;
}

/** One that stays, with commands run in it one after the other. */
export function startContainer(cli: Outlive, around: Around): Container {
  // Its first process reads command lines and says when each is done.
  const script = `while read -r line; do eval "$line"; echo; echo "done $?"; done`;
  const [program, ...rest] = commandIn(cli, { ...around, pids: true }, [script]);
  const shell: ChildProcess = spawn(program ?? '', rest, {
    env: cli.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  const gone = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  const kill = async (): Promise<void> => {
    // unshare ends its child, the namespace's first process, when it ends: and that all others.
    shell.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  shell.stdout?.on('data', (chunk) => {
    said += String(chunk);
  });
  const answered = async (): Promise<RegExpExecArray> => {
    for (;;) {
      const found = /^([\s\S]*?)\ndone (\d+)\n/.exec(said);
      if (found !== null) return found;
      await new Promise((resolve) => shell.stdout?.once('data', resolve));
    }
  };
  return {
    kill,
    async run(...words) {
      const line = [...cli.program, ...words].map((word) => `'${word}'`).join(' ');
      shell.stdin?.write(`${line} 2>&1 </dev/null\n`);
      const [all, stdout = '', status] = await answered();
      said = said.slice(all.length);
      return { stdout, stderr: '', status: Number(status) };
    },
  };
}

/** `argv`: a script for sh and its arguments. */
function commandIn(cli: Outlive, around: Around, [script = '', ...argv]: string[]): string[] {
  const { hostname, machineId, bootId, pids = false } = around;
  const flags = pids ? ['--pid', '--fork', '--mount-proc', '--kill-child'] : [];
  const file = (name: string, text: string): string => {
    const path = join(cli.env.HOME ?? '', name);
    writeFileSync(path, `${text}\n`);
    return path;
  };
  const over = (path: string, text: string | undefined): string[] =>
    text === undefined
      ? []
      : [`mount --bind ${file(`over-${path.replaceAll('/', '-')}`, text)} ${path}`];
  const steps = [
    ...(hostname === undefined ? [] : [`hostname ${hostname}`]),
    ...over('/etc/machine-id', machineId),
    ...over('/proc/sys/kernel/random/boot_id', bootId),
  ];
  return [
    'unshare',
    '--mount',
    '--uts',
    ...flags,
    'bash',
    '-c',
    [...steps, script].join(' && '),
    'sh',
    ...argv,
  ];
}
