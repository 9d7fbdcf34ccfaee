// What the user ada of a test host does with Outlive, and how her sessions are doing.
import { expect } from 'vitest';
import type { Finding } from '../../server/cli/doctor/finding.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type Said, type TestHost, until } from './test-host.ts';

const url = 'http://127.0.0.1:7373';
const post = `const [url, body, token] = process.argv.slice(1);
const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + token };
const answer = await fetch(url, { method: 'POST', headers, body });
console.log(await answer.text());
process.exit(answer.ok ? 0 : 1);`;

/** A job that counts on the disk for as long as it lives. */
const counting = (name: string) =>
  `i=0; while sleep 0.05; do i=$((i+1)); echo $i > ~/${name}.count; done`;

/** The command line that starts one. */
export const counter = (name: string) => `outlive new -d -s ${name} '${counting(name)}'`;

/** What was said, of a command that worked. */
export async function done(said: Promise<Said>): Promise<string> {
  const { status, text } = await said;
  expect({ status, text }).toEqual({ status: 0, text });
  return text;
}

/** What the doctor found, by what it looked at. */
export function findings(text: string): Record<string, Finding> {
  const list = JSON.parse(text) as Finding[];
  return Object.fromEntries(list.map((finding) => [finding.check, finding]));
}

export class Ada {
  readonly #host: TestHost;

  constructor(host: TestHost) {
    this.#host = host;
  }

  /** A job that counts, started from the page, by way of the gateway on port 7373. */
  async startFromPage(name: string): Promise<void> {
    const { code } = JSON.parse(await done(this.#host.login('outlive pair --json')));
    const paired = await this.#post('/api/pair', { code, device: 'phone' });
    const { token } = JSON.parse(paired) as { token: string };
    await this.#post('/api/sessions', { name, command: counting(name) }, token);
    await this.countsOn(name);
  }

  async countsOn(name: string): Promise<void> {
    const count = async () =>
      Number((await this.#host.root(`cat /home/ada/${name}.count`)).text) || 0;
    const before = await count();
    await until(`${name} counts on`, async () => (await count()) > before + 1);
  }

  async session(name: string): Promise<SessionSummary> {
    const { text } = await this.#host.root("su ada -c 'outlive ls --json'");
    const found = (JSON.parse(text) as SessionSummary[]).find((one) => one.name === name);
    if (found === undefined) throw new Error(`no session ${name} in ${text}`);
    return found;
  }

  /** Fails unless the session runs in a scope of its own. */
  async isInOwnScope(name: string): Promise<void> {
    const { id, pid } = await this.session(name);
    const scope = new RegExp(`/user@\\d+\\.service/app\\.slice/outlive-${id}\\.scope$`);
    expect(await this.cgroupOf(pid)).toMatch(scope);
  }

  async cgroupOf(pid: number | null): Promise<string> {
    const { text } = await this.#host.root(`cat /proc/${pid}/cgroup`);
    return /^0::(.*)$/m.exec(text)?.[1] ?? '';
  }

  /** The gateway's process; 0 without one. */
  async gateway(): Promise<number> {
    const { text } = await this.#host.root('pgrep -u ada -f "main.js serve"');
    return Number(text.trim().split('\n')[0]);
  }

  async managerRuns(): Promise<void> {
    const state = 'systemctl is-active user@$(id -u ada)';
    await until('her manager runs', async () => (await this.#host.root(state)).text === 'active\n');
  }

  /** Everything of hers ends, and is forgotten. */
  async forget(): Promise<void> {
    await this.#host.root(
      'loginctl disable-linger ada; systemctl unmask --runtime polkit; loginctl terminate-user ada',
    );
    await this.#host.root('pkill -KILL -u ada');
    const runs = async () => (await this.#host.root('pgrep -u ada')).text !== '';
    await until('nothing of hers runs', async () => !(await runs()));
    await this.#host.root('rm -rf /home/ada/.local /home/ada/.config /home/ada/*.count');
  }

  #post(path: string, body: object, token = ''): Promise<string> {
    const words = [`${url}${path}`, JSON.stringify(body), token].map(quoted).join(' ');
    return done(this.#host.login(`/opt/node --input-type=module -e ${quoted(post)} ${words}`));
  }
}

function quoted(word: string): string {
  return `'${word.replace(/'/g, `'\\''`)}'`;
}
