// A real nginx in front of a gateway, set up as it is found in the field: under a path of its own, with
// a login, without upgrades, with its own Host, impatient. A process of the test's own, on free ports.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** Where the gateway is found behind `stripped`: a path whose words look like the page's own. */
export const strippedPath = '/user/s/proxy/7373';

const upgrade = `proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;`;
const sameHost = 'proxy_set_header Host $http_host;';

/** What stands in a server block, by the proxy it is like. `to` is the gateway's address. */
export const doors = {
  /** jupyter-server-proxy, code-server and Open OnDemand's rnode take the prefix away. */
  stripped: (to: string) => `
  location = ${strippedPath} { proxy_pass ${to}/; ${upgrade} ${sameHost} }
  location ${strippedPath}/ { proxy_pass ${to}/; ${upgrade} ${sameHost} }
  location / { return 404 "no such user"; }`,
  /** Open OnDemand's node and "absolute" jupyter-server-proxy leave it in. */
  kept: (to: string) => `location / { proxy_pass ${to}; ${upgrade} ${sameHost} }`,
  /** The upgrade's two header lines are missing. */
  noUpgrade: (to: string) => `location / { proxy_pass ${to}; ${sameHost} }`,
  /** nginx's own Host: the upstream's. */
  ownHost: (to: string) => `location / { proxy_pass ${to}; ${upgrade} }`,
  /** Gives up a connection that is silent for 20 s. */
  impatient: (to: string) =>
    `location / { proxy_read_timeout 20s; proxy_pass ${to}; ${upgrade} ${sameHost} }`,
} as const;

export class Nginx {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** `server`: the lines of a server block, e.g. `doors.stripped(product.url)`. Resolves once it answers. */
  static async start(server: string): Promise<Nginx> {
    const folder = mkdtempSync('/tmp/onx-');
    const port = await freePort();
    const config = join(folder, 'nginx.conf');
    writeFileSync(config, configuration(folder, `listen 127.0.0.1:${port};\n${server}`));
    const child = spawn('nginx', ['-p', folder, '-c', config, '-e', join(folder, 'error.log')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const nginx = new Nginx(`http://127.0.0.1:${port}`, child, folder);
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`nginx: ${code}`)));
    await Promise.race([nginx.#answers(), ended]);
    ended.catch(() => {});
    return nginx;
  }

  async close(): Promise<void> {
    const child = this.#process;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    while (!(await fetch(this.url).catch(() => null))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function configuration(folder: string, server: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const temporary = kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
  return `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log ${folder}/access.log; ${temporary}
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server { ${server} }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
