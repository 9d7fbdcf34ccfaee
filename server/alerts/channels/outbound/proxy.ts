// Which proxy a request goes through: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as curl reads them.
import { BlockList, isIP } from 'node:net';

type Env = Readonly<NodeJS.ProcessEnv>;

/** The proxy for `url`, null for none. */
export function proxyFor(url: URL, env: Env): string | null {
  const scheme = url.protocol.slice(0, -1);
  const proxy = read(env, `${scheme}_proxy`) || read(env, 'all_proxy');
  if (!proxy || isExcepted(url, read(env, 'no_proxy'))) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** curl takes the lower case first. */
function read(env: Env, name: string): string {
  return (env[name] ?? env[name.toUpperCase()] ?? '').trim();
}

function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const at = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => fits(entry, host, at));
}

/** `*`, `example.org` and `.example.org` with all below, `host:port`, an address, `10.0.0.0/8`. */
function fits(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (isIP(host) !== 0 && entry.includes('/')) return isInNetwork(entry, host);
  const [, name = '', wantedPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
  const whole = isIP(entry) === 6 ? entry : name;
  if (isIP(entry) !== 6 && wantedPort !== undefined && wantedPort !== port) return false;
  const bare = whole.replace(/^\*?\./, '');
  return host === bare || (isIP(host) === 0 && bare !== '' && host.endsWith(`.${bare}`));
}

function isInNetwork(entry: string, host: string): boolean {
  const [net = '', bits = ''] = entry.split('/');
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4';
  try {
    const list = new BlockList();
    list.addSubnet(net, Number(bits), family);
    return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
  } catch {
    return false;
  }
}
