// `outlive service`: has the system start the gateway by itself, and says how it is.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import { currentAccount } from '../sessions/account.ts';
import { keepRunning } from '../sessions/keep-running.ts';
import { acquireLock } from '../sessions/lock.ts';
import { managerFolder } from '../sessions/own-scope.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Caller, Command } from './command.ts';
import { type Options, parseOptions, UsageError } from './options.ts';
import { useOwnPath } from './own-path.ts';
import { gatewayOptions, serveSyntax } from './serve.ts';
import { launchdService } from './service/launchd.ts';
import { runProgram, type Service } from './service/service.ts';
import { systemdService } from './service/systemd.ts';

const { d: _, replace: __, ...syntax } = serveSyntax;

export const service: Command = {
  usage: 'service install [as for serve] | uninstall | status',
  about: {
    summary: 'have the system start the gateway, after a restart too',
    more: [
      'A systemd user unit on Linux, a launchd agent on macOS. "install" takes the options of serve and starts it; "uninstall" stops the gateway and leaves sessions running.',
    ],
    examples: [
      ['outlive service install', 'serve on this machine alone, from now on'],
      ['outlive service install --listen 127.0.0.1:7400', 'on another port'],
    ],
    words: ['install', 'uninstall', 'status'],
  },
  // What follows the verb is read as serve reads it.
  syntax: {},
  operands: [1, 32],
  async run({ operands: [verb, ...words] }, caller) {
    await useOwnPath(caller);
    const options = parseOptions(words, syntax);
    if (options.operands.length > 0)
      throw new UsageError(`"${options.operands[0]}" is one word too many`);
    const system = serviceHere(options, caller);
    if (verb === 'install') {
      gatewayOptions(options); // Refuses here what would be refused there.
      await requireNoOther(system, caller);
      const word = await system.install();
      caller.print(`The gateway runs, and is started by the system from now on (${system.file}).`);
      if (word !== null) caller.warn(`outlive: ${word}`);
      const kept = await keepRunning(openStateDirectory(caller.env), caller.env);
      if (kept.length > 0) caller.print(`Logging out no longer ends ${kept.join(', ')}.`);
    } else if (verb === 'uninstall') {
      await system.uninstall();
      caller.print('The system starts no gateway any more. Sessions go on.');
    } else if (verb === 'status') {
      const status = await system.status();
      caller.print(status);
      return status === 'active' || status === 'running' ? 0 : 1;
    } else throw new UsageError('the word after service is install, uninstall or status');
    return 0;
  },
};

function serviceHere(options: Options, caller: Caller): Service {
  const runtime = managerFolder(caller.env);
  const env = runtime === null ? caller.env : { ...caller.env, XDG_RUNTIME_DIR: runtime };
  const account = currentAccount(env);
  const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  const parts = {
    env,
    home: account.home,
    user: account.name,
    uid: process.getuid?.() ?? 0,
    argv: [process.execPath, main, 'serve', ...serveWords(options, caller.cwd())],
    run: (program: string, words: readonly string[]) => runProgram(program, words, env),
  };
  return process.platform === 'darwin' ? launchdService(parts) : systemdService(parts);
}

const paths = ['tls-cert', 'tls-key'];

/** What was said of serving, to be said again at every start, from another folder. */
function serveWords(options: Options, cwd: string): string[] {
  return Object.entries(syntax).flatMap(([name, takes]) => {
    if (!options.has(name)) return [];
    const value = options.value(name) ?? '';
    if (takes === 'nothing') return [`--${name}`];
    return [`--${name}`, paths.includes(name) ? resolve(cwd, value) : value];
  });
}

/** One gateway a state directory: the service could not start beside one that runs by hand. */
async function requireNoOther(system: Service, { env }: Caller): Promise<void> {
  if (['active', 'running'].includes(await system.status())) return;
  const { gatewayLock } = openStateDirectory(env);
  const taken = await acquireLock(gatewayLock);
  if (taken.kind === 'held') {
    if (!isAlive(taken.holder)) throw new Failure('gateway-elsewhere', gatewayLock);
    const { pid } = taken.holder;
    throw new Failure(
      'bad-request',
      `A gateway that the system did not start is running (process ${pid}). Stop it (kill ${pid}), then run "outlive service install" again; sessions go on.`,
    );
  }
  await taken.lock.release();
}
