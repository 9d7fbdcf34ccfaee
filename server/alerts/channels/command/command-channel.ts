// The command hook: a program of the owner's gets the alert as JSON on its standard input. Nothing of the
// alert is in its words or its environment, which others on this machine could read.
import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { printable, printableLines } from '../../../protocol/printable.ts';
import { currentAccount } from '../../../sessions/account.ts';
import { alertJson } from '../alert-json.ts';
import { type Channel, type Message, never, type Sent, type When } from '../channel.ts';

export interface CommandParts {
  readonly command: () => { readonly path: string; readonly when: When } | null;
  /** The address of the page for a message. */
  readonly linkTo: (message: Message) => string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly patienceMs?: number;
}

const patienceMs = 10_000;
/** Reading more would keep everybody else waiting. */
const maxOutputBytes = 1024 * 1024;
const keptBytes = 2048;
/** sysexits.h: EX_TEMPFAIL. */
const tryAgain = 75;

export function commandChannel(parts: CommandParts): Channel {
  const { command, linkTo } = parts;
  return {
    name: 'command',
    async targets() {
      const set = command();
      return set === null ? [] : [{ to: set.path, when: set.when }];
    },
    async send(message, path) {
      if (command()?.path !== path) return never(`${path} is not the command any more.`);
      const alert = alertJson({ ...message, url: linkTo(message) }, { withText: true });
      const within = parts.patienceMs ?? patienceMs;
      return judge(path, await runHook(path, alert, { env: parts.env, patienceMs: within }));
    },
  };
}

interface Ended {
  readonly how: 'exit' | 'late' | 'loud' | 'not-started';
  /** Exit code, signal, or the system's word. */
  readonly with: number | string;
  /** The last of what it printed. */
  readonly said: string;
}

function judge(path: string, { how, with: what, said }: Ended): Sent {
  if (how === 'exit' && what === 0) return { ok: true };
  const name = basename(path);
  const last = printable(said.trim().split('\n').at(-1) ?? '').slice(-200);
  const words = {
    exit: `${name} ended with ${what}${last === '' ? '.' : `: ${last}`}`,
    late: `${name} did not end within 10 s and was killed. Have it hand over what takes longer.`,
    loud: `${name} printed more than 1 MB and was killed.`,
    'not-started': `${name} could not be started (${what}). Check that ${path} is a program that you may run.`,
  }[how];
  const retry = how === 'exit' && what === tryAgain ? 'later' : 'never';
  return { ok: false, why: words, retry, said: printableLines(said) };
}

/** What it starts in the background may go on: mail programs deliver there. */
function runHook(
  path: string,
  alert: object,
  { env, patienceMs: within }: { env: Readonly<NodeJS.ProcessEnv>; patienceMs: number },
): Promise<Ended> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      child = spawn(path, [], { detached: true, stdio: 'pipe', ...surroundings(env) });
    } catch (error) {
      const { code = 'refused' } = error as NodeJS.ErrnoException;
      return resolve({ how: 'not-started', with: code, said: '' });
    }
    let said = Buffer.alloc(0);
    let bytes = 0;
    const end = (how: Ended['how'], what: number | string) => {
      clearTimeout(late);
      if (how === 'late' || how === 'loud') killGroup(child);
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
      resolve({ how, with: what, said: said.toString('utf8') });
    };
    const late = setTimeout(end, within, 'late', '');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('error', () => {});
      stream?.on('data', (chunk: Buffer) => {
        said = Buffer.concat([said, chunk]).subarray(-keptBytes);
        bytes += chunk.length;
        if (bytes > maxOutputBytes) end('loud', '');
      });
    }
    child.once('error', ({ code }: NodeJS.ErrnoException) => end('not-started', code ?? 'refused'));
    child.once('exit', (code, signal) => {
      // Its last words are on their way.
      setImmediate(() => setImmediate(() => end('exit', code ?? String(signal))));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(`${JSON.stringify(alert)}\n`);
  });
}

function surroundings(given: Readonly<NodeJS.ProcessEnv>) {
  const { home, name } = currentAccount(given);
  const { PATH = '/usr/local/bin:/usr/bin:/bin', LANG = 'C.UTF-8', TZ } = given;
  const env = { HOME: home, USER: name, LOGNAME: name, PATH, LANG, ...(TZ && { TZ }) };
  return { cwd: home, env };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
