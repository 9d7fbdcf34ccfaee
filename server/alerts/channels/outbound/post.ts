// One POST to somewhere else on the network, through a proxy where the environment names one: Node's fetch
// knows no proxies here, and needs more address space than small limits allow. Follows no redirect, and
// waits 10 s for all of it. Refuses to know what is sent.
import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import type { Duplex } from 'node:stream';
import { proxyFor } from './proxy.ts';
import { errorWords, Unreachable } from './unreachable.ts';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** How much of the answer's body is read; nothing unless given. */
  readonly readBytes?: number;
  readonly method?: 'POST' | 'HEAD';
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly date: string | null;
  readonly text: string;
}

export interface Out {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly patienceMs?: number;
}

export const patienceMs = 10_000;

/** Throws Unreachable. */
export async function post(wanted: Post, out: Out): Promise<Answer> {
  const url = new URL(wanted.url);
  const signal = AbortSignal.timeout(out.patienceMs ?? patienceMs);
  try {
    const proxy = proxyFor(url, out.env);
    if (proxy === null) return await ask(wanted, { ...whereTo(url), signal });
    if (url.protocol === 'http:') return await ask(wanted, { ...relayed(url, proxy), signal });
    const socket = await tunnel(url, proxy, signal);
    const abort = () => socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    return await ask(wanted, { ...whereTo(url), signal, socket });
  } catch (error) {
    throw error instanceof Unreachable ? error : new Unreachable(errorWords(error, url.host));
  }
}

type Asked = RequestOptions & { readonly socket?: Duplex };

function whereTo({ protocol, hostname, port, pathname, search }: URL): Asked {
  const host = hostname.replace(/^\[|\]$/g, '');
  return { protocol, host, port: port || undefined, path: pathname + search };
}

/** Plain http: the proxy is asked for the whole address. */
function relayed(url: URL, proxy: string): Asked {
  const { options } = proxyOf(proxy);
  return { ...options, path: url.href, headers: { ...options.headers, Host: url.host } };
}

function ask({ headers, body, readBytes = 0, method = 'POST' }: Post, options: Asked) {
  return new Promise<Answer>((resolve, reject) => {
    const request = options.protocol === 'https:' ? secure : plain;
    const length = method === 'HEAD' ? {} : { 'Content-Length': body.length };
    const all = { ...options.headers, ...headers, ...length };
    const asked = request({ ...options, method, agent: false, headers: all }, (response) => {
      const { statusCode = 0, headers: said } = response;
      const answer = {
        status: statusCode,
        retryAfter: said['retry-after'] ?? null,
        date: said.date ?? null,
      };
      beginning(response, readBytes).then((text) => resolve({ ...answer, text }), reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** An answer that breaks off, or never ends, has been enough. */
function beginning(response: IncomingMessage, bytes: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      response.destroy();
      resolve(text);
    };
    if (bytes === 0) return done();
    response.on('error', done);
    response.once('end', done);
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(0, bytes);
      if (text.length === bytes) done();
    });
  });
}

/** A way through the proxy, by CONNECT. */
function tunnel(url: URL, proxy: string, signal: AbortSignal): Promise<Duplex> {
  const { options, host, hasLogin } = proxyOf(proxy);
  const request = options.protocol === 'https:' ? secure : plain;
  const to = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ ...options, agent: false, signal, method: 'CONNECT', path: to },
      headers: { ...options.headers, Host: to },
    });
    const refuse = (status: number | undefined) => {
      asked.destroy();
      reject(refusedByProxy(status, { host, hasLogin, to }));
    };
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      refuse(statusCode);
    });
    asked.once('response', ({ statusCode }) => refuse(statusCode));
    asked.once('error', (error) =>
      reject(new Unreachable(`The proxy: ${errorWords(error, host)}`)),
    );
    asked.end();
  });
}

function proxyOf(proxy: string) {
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const words = 'The proxy in the environment (HTTPS_PROXY) is none that Outlive can use';
    throw new Unreachable(`${words}: it begins with http:// or https://.`, 'never');
  }
  const { protocol, hostname, port, username, password } = url;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers =
    username === ''
      ? {}
      : { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  const at = port || (protocol === 'https:' ? 443 : 80);
  const options = { protocol, host: hostname.replace(/^\[|\]$/g, ''), port: at, headers };
  return { options, host: url.host, hasLogin: username !== '' };
}

function refusedByProxy(
  status: number | undefined,
  { host, hasLogin, to }: { host: string; hasLogin: boolean; to: string },
): Unreachable {
  if (status !== 407)
    return new Unreachable(`The proxy ${host} lets nothing through to ${to} (${status}).`);
  const fix = 'Give it in HTTPS_PROXY, as http://user:password@host:port, and start Outlive again.';
  const why = hasLogin ? 'refuses the login it was given' : 'asks for a login';
  return new Unreachable(`The proxy ${host} ${why}. ${fix}`, 'never');
}
