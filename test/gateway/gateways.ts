// Real gateways for tests: on a port of their own, over a real state directory, with real hosts and
// view processes; and pages that pair with them and speak to them as the client does.
import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { greet } from '../../client/connection/proof.ts';
import { createPairing } from '../../server/gateway/access/pairing.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../server/gateway/gateway.ts';
import { parseListen } from '../../server/gateway/listen/address.ts';
import type { FromPage, ToPage } from '../../server/gateway/socket/page.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { ListChanges } from '../../server/protocol/session-change.ts';
import { SessionDirectory } from '../../server/sessions/session-directory.ts';
import { openStateDirectory, type StateDirectory } from '../../server/sessions/state-directory.ts';
import { stopSession } from '../../server/sessions/stop.ts';
import { testHostDirectory } from '../build.ts';
import { buildView } from '../screen/build-view.ts';

export type PageSocket = Socket<ToPage, FromPage>;

/** A state directory of its own, whose sessions are ended and which is removed when the test is over. */
export async function testState(place?: string): Promise<StateDirectory> {
  const root = place ?? (await mkdtemp('/tmp/og-'));
  const state = openStateDirectory({ OUTLIVE_STATE_DIR: root });
  onTestFinished(async () => {
    const entries = await new SessionDirectory(state).localEntries();
    await Promise.all(entries.map((entry) => stopSession(state, entry, 'kill').catch(() => {})));
    await rm(root, { recursive: true, force: true });
  });
  return state;
}

let viewEntry: Promise<string> | null = null;

/** Once a test file. */
function builtView(): Promise<string> {
  viewEntry ??= buildView();
  return viewEntry;
}

export class TestGateway {
  readonly state: StateDirectory;
  readonly gateway: Gateway;
  readonly url: string;
  readonly said: string[];

  private constructor(state: StateDirectory, gateway: Gateway, said: string[]) {
    this.state = state;
    this.gateway = gateway;
    this.said = said;
    // Not the public address: nothing stands in front of it here.
    const { listen } = gateway;
    this.url = listen.kind === 'tcp' ? `http://127.0.0.1:${listen.port}` : '';
  }

  static async start(
    state: StateDirectory,
    options: Partial<GatewayOptions> = {},
  ): Promise<TestGateway> {
    const said: string[] = [];
    const gateway = await startGateway({
      state,
      listen: parseListen('127.0.0.1:0'),
      publicUrl: null,
      tls: null,
      insecureHttp: false,
      clientDir: fileURLToPath(new URL('../fixtures/no-client', import.meta.url)),
      hostDir: testHostDirectory,
      screenEntry: await builtView(),
      ownsProcess: false,
      log: (line) => said.push(line),
      ...options,
    });
    onTestFinished(() => gateway.close());
    return new TestGateway(state, gateway, said);
  }

  /** Pairs a device, through the door. */
  async pair(device = 'phone'): Promise<TestDevice> {
    const { code } = await createPairing(this.state);
    const paired = await fetch(`${this.url}/api/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, device }),
    });
    const { token, deviceId } = (await paired.json()) as { token: string; deviceId: string };
    return new TestDevice(this.url, token, deviceId);
  }
}

/** Profiles can be slow, and a session killed while one runs can leave its locks behind. */
export const noProfile = { HOME: '/nonexistent' };

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back
  readonly body: any;
  readonly headers: Headers;
}

export class TestDevice {
  readonly url: string;
  readonly token: string;
  readonly id: string;

  constructor(url: string, token: string, id: string) {
    this.url = url;
    this.token = token;
    this.id = id;
  }

  /** `route` as in the interface's table: `GET /api/sessions`. */
  async call(
    route: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      body: json ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  /** A new session, whose login shell finds none of the developer's own profile. */
  async launch(name: string, command: string | string[] | null): Promise<SessionSummary> {
    const request = { name, command, cwd: '/tmp', env: noProfile };
    const { status, body } = await this.call('POST /api/sessions', request);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  /** `greeting`: what the page says first; nothing, and it is a stranger until it has said its token. */
  socket(
    auth: object = { token: this.token },
    headers: Record<string, string> = {},
    greeting: object = greet(this.token).greeting,
  ): PageSocket {
    const socket: PageSocket = io(this.url, {
      ...{ auth, query: { ...greeting } },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: headers,
    });
    onTestFinished(() => void socket.disconnect());
    return socket;
  }

  /** A connected socket. */
  async connect(): Promise<PageSocket> {
    const socket = this.socket();
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }
}

/** A page that watches the list: what it shows now, by id, and each message that changed it. */
export async function watchList(socket: PageSocket) {
  const shown = new Map<string, SessionSummary>();
  const told: ListChanges[] = [];
  socket.on('list:changes', (changes) => {
    told.push(changes);
    for (const change of changes.changed) {
      shown.set(change.id, { ...shown.get(change.id), ...change } as SessionSummary);
    }
    for (const id of changes.removed) shown.delete(id);
  });
  const answer = await socket.emitWithAck('list:watch');
  if (!answer.ok) throw new Error(answer.error.code);
  for (const session of answer.sessions) shown.set(session.id, session);
  const named = (name: string) => [...shown.values()].find((session) => session.name === name);
  return { shown, told, named };
}
