// The gateway as others reach it: whether it runs, its port, its certificate, its public address.
import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer, isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Announcement } from '../../gateway/listen/announcement.ts';
import { Failure } from '../../protocol/failure.ts';
import { systemFailure } from '../../sessions/file-failure.ts';
import { openStateDirectory } from '../../sessions/state-directory.ts';
import { runningGateway } from '../running-gateway.ts';
import { broken, type Finding, ok, warning } from './finding.ts';
import { examineNeighbours } from './neighbours.ts';
import type { World } from './world.ts';

const defaultPort = 7373;
/** What `outlive serve` does without a word. */
const usual = { listen: `127.0.0.1:${defaultPort}`, tls: null, publicUrl: null, basePath: '' };
const patienceMs = 3000;
const maxAnswer = 4096;
const dayMs = 24 * 3600_000;
const renewMs = 14 * dayMs;

export async function examineReach(world: World): Promise<Finding[]> {
  const gateway = await running(world.env);
  const neighbours = await examineNeighbours(world, gateway ?? usual);
  if (gateway === null) return [await port(defaultPort), ...neighbours];
  const gone = await lostNode(gateway.pid);
  const urls = gateway.publicUrl === null ? gateway.urls.slice(-1) : [gateway.publicUrl];
  const findings = await Promise.all(urls.map(url));
  return [
    ok('gateway', `It serves on ${gateway.listen} (process ${gateway.pid}).`),
    ...gone,
    ...neighbours,
    ...findings.flat(),
  ];
}

/** A Node that was updated or removed under the gateway still runs there, and starts nothing more. */
async function lostNode(pid: number): Promise<Finding[]> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  // Another one in its place starts sessions just as well.
  if (!program.endsWith(' (deleted)') || existsSync(program.slice(0, -10))) return [];
  return [
    broken('gateway node', {
      words: `The Node that the gateway (process ${pid}) runs is gone (${program.slice(0, -10)}): it starts no session.`,
      fix: `kill ${pid}, then start the gateway again with the Node that is there now; sessions go on.`,
      endangersSessions: false,
    }),
  ];
}

async function running(env: Readonly<NodeJS.ProcessEnv>): Promise<Announcement | null> {
  try {
    return await runningGateway(openStateDirectory(env));
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function port(number: number): Promise<Finding> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () =>
      resolve(
        warning('port', {
          words: `No gateway of yours runs, and port ${number} is somebody else's.`,
          fix: `npm start -- --listen 127.0.0.1:${number + 1}`,
        }),
      ),
    );
    probe.listen(number, '127.0.0.1', () =>
      probe.close(() =>
        resolve(
          ok('gateway', `No gateway runs; port ${number} is free. "outlive serve" starts one.`),
        ),
      ),
    );
  });
}

async function url(address: string): Promise<Finding[]> {
  const certificates = address.startsWith('https:') ? [await certificate(address)] : [];
  // A certificate of one's own making is the check above's to judge.
  if (certificates.some(({ state }) => state !== 'ok')) return certificates;
  return [...certificates, await answers(address)];
}

async function answers(address: string): Promise<Finding> {
  const why = await whyNotUp(`${address}/healthz`);
  if (why === null) return ok('address', `${address} answers.`);
  return warning('address', {
    words: `${address} does not lead here: ${why}.`,
    fix: 'Check the proxy or forwarding in front, and what --public-url said.',
  });
}

/** Null when it is up. Not by fetch(), whose parser needs more address space than small limits allow. */
function whyNotUp(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const { get } = address.startsWith('https:') ? https : http;
    const request = get(address, { timeout: patienceMs, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(0, maxAnswer);
      });
      response.once('error', () => resolve('its answer broke off'));
      response.once('end', () => {
        const isUp = /^\s*\{"ok":\s*true\b/.test(text);
        resolve(isUp ? null : `answered with status ${response.statusCode}`);
      });
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', (error) => resolve(systemFailure(error)?.message ?? error.message));
  });
}

function certificate(address: string): Promise<Finding> {
  const { hostname, port: given } = new URL(address);
  const bare = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host: bare,
      port: Number(given || 443),
      // An address is no name that a server could choose its certificate by (RFC 6066, section 3).
      servername: isIP(bare) === 0 ? hostname : '',
      rejectUnauthorized: false,
      timeout: patienceMs,
    });
    const fail = (why: string) => {
      socket.destroy();
      resolve(
        warning('certificate', {
          words: `${address} could not be asked for its certificate: ${why}.`,
          fix: 'Check that the address leads here.',
        }),
      );
    };
    socket.once('timeout', () => fail('no answer'));
    socket.once('error', ({ message }) => fail(message));
    socket.once('secureConnect', () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to);
      const refused = socket.authorized ? null : String(socket.authorizationError);
      socket.destroy();
      resolve(judge(until, refused));
    });
  });
}

/** `until`: milliseconds since 1970. `refused`: why a browser would not trust it. */
function judge(until: number, refused: string | null, now = Date.now()): Finding {
  const day = new Date(until).toISOString().slice(0, 10);
  const fix = 'Renew it; the gateway takes the new files by itself.';
  if (until < now) {
    return broken('certificate', {
      words: `The certificate ended on ${day}: browsers refuse the page.`,
      fix,
      endangersSessions: false,
    });
  }
  if (until - now < renewMs)
    return warning('certificate', { words: `The certificate ends on ${day}.`, fix });
  if (refused === null) return ok('certificate', `The certificate is good until ${day}.`);
  return warning('certificate', {
    words: `Browsers will warn of the certificate (${refused}).`,
    fix: 'Use one that phones trust: tailscale cert, Caddy, or Let’s Encrypt.',
  });
}
