// Tries out what a job needs, when somebody has asked for that: the lines that make its environment are
// run for real, by the shell that would run them. The job itself is not started.
import type { Problem } from '../protocol/job-page.ts';
import { scriptArgv, single } from '../sessions/script.ts';
import {
  environmentOf,
  firstWord,
  type Prospect,
  type ProspectQuestion,
  problem,
  versionIn,
} from './look-up.ts';
import { run } from './run.ts';

const mostDetail = 2000;

export async function tryOut(question: ProspectQuestion): Promise<Prospect> {
  const { job, prepared, shell, withinMs } = question;
  const word = firstWord(job);
  const [program, ...args] = scriptArgv(shell, ['-c', trialText(prepared, word)]);
  const env = environmentOf(prepared);
  const { kind, said, report } = await run({ program, args, env, withinMs, report: true });
  const found = new Map(
    report.split('\n').map((line) => {
      const at = line.indexOf(' ');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const python = found.get('python');
  const path = found.get('program') || null;
  const wrong = wrongWith({ found, late: kind === 'late', cwd: prepared.cwd, word, path });
  const detail = said.trim().slice(-mostDetail) || null;
  const problems = wrong === null ? [] : [wrong.field === 'command' ? wrong : { ...wrong, detail }];
  return {
    problems,
    program: path,
    python: python ? { path: python, version: versionIn(found.get('version') ?? '') } : null,
    unchecked: null,
  };
}

interface Trial {
  /** What the trial got to. */
  readonly found: ReadonlyMap<string, string>;
  readonly late: boolean;
  readonly cwd: string;
  readonly word: string | null;
  readonly path: string | null;
}

function wrongWith({ found, late, cwd, word, path }: Trial): Problem | null {
  if (late) {
    const message = 'The environment takes longer than this check may. It may work all the same.';
    return problem('environment', message, 'warning');
  }
  if (!found.has('folder')) {
    return problem('cwd', `The folder ${cwd} cannot be entered by the job's shell.`);
  }
  if (!found.has('active')) return problem('environment', 'The environment cannot be activated.');
  if (word === null || path !== null) return null;
  const message = `"${word}" was not found in this environment. Check its spelling.`;
  return problem('command', message, 'warning');
}

/** Reports on file 3: what the activation prints is its own. */
function trialText(
  { cwd, definitions, activation }: ProspectQuestion['prepared'],
  word: string | null,
): string {
  return [
    ...definitions,
    `cd -- ${single(cwd)} || exit 1`,
    'echo "folder ." >&3',
    ...activation.lines,
    'echo "active ." >&3',
    ...(word === null ? [] : [`echo "program $(command -v ${single(word)})" >&3`]),
    'python=$(command -v python || command -v python3) || exit 0',
    'echo "python $python" >&3',
    'echo "version $("$python" --version 2>&1)" >&3',
  ].join('\n');
}
