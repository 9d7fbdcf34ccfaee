// The names that this gateway is asked by. A page of any other name that leads here (DNS rebinding: its owner
// points it at 127.0.0.1) would be of our own origin, and passes every other fence.
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

export interface NameParts {
  readonly publicUrl: string | null;
  /** The host of --listen, where it is a name. */
  readonly listenHost: string | null;
  /** Whether our certificate is for that name. */
  readonly servesName: (name: string) => boolean;
  /** This machine's name in its tailnet, null where it has none. */
  readonly tailnetName: () => Promise<string | null>;
  readonly now?: () => number;
}

/** Names change, and whoever asks by others must not have us ask for them all the time. */
const rememberMs = 10_000;

export class OwnNames {
  readonly #parts: NameParts;
  #learned: Promise<ReadonlySet<string>> | null = null;
  #learnedAt = 0;

  constructor(parts: NameParts) {
    this.#parts = parts;
  }

  /** `host`: the request's header, with any port. A request without one comes from no browser. */
  async has(host: string | undefined): Promise<boolean> {
    if (host === undefined) return true;
    const name = nameIn(host);
    if (name === null) return false;
    return this.#isKnown(name) || (await this.#learn()).has(name);
  }

  #isKnown(name: string): boolean {
    const { publicUrl, listenHost, servesName } = this.#parts;
    if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true;
    if (name === 'localhost' || name.endsWith('.localhost') || name === listenHost) return true;
    if (publicUrl !== null && name === new URL(publicUrl).hostname) return true;
    return servesName(name);
  }

  #learn(): Promise<ReadonlySet<string>> {
    const now = (this.#parts.now ?? performance.now.bind(performance))();
    if (this.#learned === null || now - this.#learnedAt >= rememberMs) {
      this.#learnedAt = now;
      this.#learned = machineNames(this.#parts.tailnetName);
    }
    return this.#learned;
  }
}

/** As a browser writes it: lower case, no port. Null for what is no host. */
export function nameIn(host: string): string | null {
  const url = `http://${host}/`;
  if (/[\s/\\?#@]/.test(host) || !URL.canParse(url)) return null;
  return new URL(url).hostname.replace(/\.$/, '');
}

/** Its own name, with each domain it searches; what its hosts file calls its addresses; its name in its tailnet. */
async function machineNames(
  tailnetName: () => Promise<string | null>,
): Promise<ReadonlySet<string>> {
  const [hosts, resolver, tailnet] = await Promise.all([
    readFile('/etc/hosts', 'utf8').catch(() => ''),
    readFile('/etc/resolv.conf', 'utf8').catch(() => ''),
    tailnetName().catch(() => null),
  ]);
  const whole = hostname().toLowerCase();
  const short = whole.split('.')[0] ?? whole;
  const domains = ['local', ...searchedIn(resolver)];
  const names = [whole, short, ...domains.map((domain) => `${short}.${domain}`)];
  if (tailnet !== null) names.push(tailnet.toLowerCase());
  return new Set([...names, ...namedIn(hosts)]);
}

function searchedIn(resolver: string): string[] {
  return resolver
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([word, ...domains]) => (word === 'search' || word === 'domain' ? domains : []))
    .map((domain) => domain.toLowerCase().replace(/\.$/, ''))
    .filter((domain) => domain !== '');
}

function namedIn(hosts: string): string[] {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address)),
  );
  return hosts
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([address = '']) => own.has(address) || address.startsWith('127.'))
    .flatMap(([, ...names]) => names.map((name) => name.toLowerCase()));
}
