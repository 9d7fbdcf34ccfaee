// What tests of a gateway that is short of something ask it, and which of its processes reads logs.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** Over one connection that is kept: there may be no file left for another. A body makes it a POST. */
export function asker(
  url: string,
  token: string,
): (path: string, body?: object) => Promise<Answered> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return (path, body) =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const asked = request(`${url}${path}`, { agent, headers, method }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      asked.on('error', reject);
      asked.setTimeout(20_000, () => asked.destroy(new Error(`${path} hangs`)));
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

export function viewProcessOf(gateway: number): number {
  const isView = (pid: number) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('screen/main');
  return childrenOf(gateway).find(isView) ?? 0;
}
