// The environment of the user's login: asked for once, kept, and asked for again when a start-up file
// has changed, after a while, or on demand. What is known is handed out meanwhile.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, currentAccount } from '../../sessions/account.ts';
import { freshLoginEnvironment } from '../../sessions/environment.ts';
import { askLogin, type LoginAnswer } from './ask-shell.ts';

/** Start-up files may read others, which nobody knows of. */
const freshMs = 10 * 60_000;
/** One that did not work may work soon. */
const failedFreshMs = 60_000;
const withinMs = 8000;

const ofUsers = [
  ...['.profile', '.bash_profile', '.bash_login', '.bashrc', '.bash_aliases', '.bash_logout'],
  ...['.zshenv', '.zprofile', '.zshrc', '.zlogin', '.kshrc', '.cshrc', '.tcshrc', '.login'],
  ...['.config/fish', '.config/fish/config.fish', '.config/fish/conf.d'],
  '.config/fish/fish_variables',
];
const ofSystem = [
  ...['environment', 'profile', 'profile.d', 'bash.bashrc', 'bashrc', 'login.defs'],
  ...['zshenv', 'zprofile', 'zshrc', 'zsh', 'csh.cshrc', 'csh.login', 'csh', 'fish'],
  ...['fish/config.fish', 'fish/conf.d', 'locale.conf', 'default/locale'],
].map((name) => join('/etc', name));

interface Asked {
  readonly at: number;
  /** The state of the start-up files then. */
  files: string;
  failed: boolean;
  answer: Promise<LoginAnswer>;
}

export class Login {
  readonly #account: () => Account;
  #last: Asked | null = null;

  constructor(account: () => Account = currentAccount) {
    this.#account = account;
  }

  /** What is known or found out within that time, else null. */
  async answer(waitMs = Number.POSITIVE_INFINITY): Promise<LoginAnswer | null> {
    if (!Number.isFinite(waitMs)) return this.#current();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), waitMs);
    });
    return Promise.race([this.#current(), late]).finally(() => clearTimeout(timer));
  }

  /** Asks again, whatever is known. */
  async refresh(): Promise<LoginAnswer> {
    const account = this.#account();
    return this.#ask(account, await stateOfFiles(account), null);
  }

  async #current(): Promise<LoginAnswer> {
    const account = this.#account();
    const files = await stateOfFiles(account);
    const last = this.#last;
    if (last === null || last.files !== files) return this.#ask(account, files, null);
    const ageMs = performance.now() - last.at;
    if (ageMs > (last.failed ? failedFreshMs : freshMs)) this.#ask(account, files, last.answer);
    return last.answer;
  }

  /** `meanwhile`: what is handed out until the new answer is there; null: callers wait for it. */
  #ask(account: Account, files: string, meanwhile: Promise<LoginAnswer> | null) {
    const fresh = freshLoginEnvironment(process.env, account);
    const entry = { at: performance.now(), files, failed: false } as Asked;
    const asked = askLogin({ shell: account.shell, fresh, withinMs }).then(async (answer) => {
      entry.failed = answer.problem !== null;
      // A login may write some of them itself, as fish does. Before anybody has the answer: what changes
      // from then on is seen.
      entry.files = await stateOfFiles(account);
      entry.answer = asked;
      return answer;
    });
    entry.answer = meanwhile ?? asked;
    this.#last = entry;
    return asked;
  }
}

async function stateOfFiles({ home, shell }: Account): Promise<string> {
  const paths = [...ofUsers.map((name) => join(home, name)), ...ofSystem];
  const states = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
        () => '',
      ),
    ),
  );
  return [home, shell, ...states].join('\n');
}
