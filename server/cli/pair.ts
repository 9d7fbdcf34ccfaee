// `outlive pair`: lets one more device in, or somebody who may only watch one session for a while.
// Prints a link, a QR code and a code; to a person it then says which device has come in.
import { awaitPairing } from '../gateway/access/await-pairing.ts';
import {
  createPairing,
  maxViewMs,
  type Pairing,
  pairingLifeMs,
} from '../gateway/access/pairing.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory, type StateDirectory } from '../sessions/state-directory.ts';
import type { Caller, Command } from './command.ts';
import { type Options, UsageError } from './options.ts';
import { useOwnPath } from './own-path.ts';
import { showPairing } from './pairing.ts';
import { findReach } from './reach.ts';
import { linkFor } from './reach-words.ts';
import { runningGateway } from './running-gateway.ts';

const hourMs = 3600_000;
const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: hourMs, d: 24 * hourMs };
const viewForMs = 24 * hourMs;

export const pair: Command = {
  usage: 'pair [--name DEVICE] [--view NAME [--for 24h]] [--json]',
  about: {
    summary: 'a link, a code and a QR code that let one device in',
    options: {
      name: 'What to call the device; else it says so itself.',
      view: 'Let it only look, and only at this session.',
      for: 'How long it may look: 30m, 24h, 7d; a day unless told.',
      json: 'Print {link, code, expiresAt} for scripts.',
    },
    completes: { view: 'session' },
    more: [
      'Each link and code works once, for five minutes.',
      'On a terminal it waits that long, and names the device that came in; Ctrl+C ends the waiting alone.',
    ],
  },
  syntax: { name: 'value', view: 'value', for: 'value', json: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    await useOwnPath(caller);
    const state = openStateDirectory(caller.env);
    const view = await viewAsked(state, options);
    const reach = await findReach(await runningGateway(state), caller.env);
    const device = options.value('name');
    const pairing = await createPairing(state, { device, ...(view && { view }) });
    if (options.has('json')) {
      const expiresAt = new Date(pairing.expiresAt).toISOString();
      caller.print(
        JSON.stringify({ link: linkFor(reach, pairing), code: pairing.code, expiresAt }),
      );
      return 0;
    }
    await showPairing(reach, { ...pairing, watches: view?.name ?? null }, caller);
    if (caller.isTerminal) await tellWhoCame(state, pairing, caller);
    return 0;
  },
};

/** A script would be kept waiting for nothing, so this is for people alone. */
async function tellWhoCame(state: StateDirectory, { id }: Pairing, caller: Caller): Promise<void> {
  caller.print('\nWaiting for it to be used. Ctrl+C ends the waiting; link and code stay good.');
  const device = await awaitPairing(state, { id, lifeMs: pairingLifeMs });
  if (device === null) return caller.print('Nobody has used it within five minutes.');
  const whence = device.address === '' ? '' : `, from ${device.address}`;
  caller.print(
    `Paired: ${device.name}${whence}. "outlive devices revoke ${device.id}" shuts it out.`,
  );
}

/** The session that is to be watched, and for how long; undefined for a device of one's own. */
async function viewAsked(state: StateDirectory, options: Options) {
  const target = options.value('view');
  const text = options.value('for');
  if (target === undefined) {
    if (text !== undefined) throw new UsageError('--for goes with --view NAME');
    return undefined;
  }
  const { id, spec } = await new SessionDirectory(state).find(target);
  return { session: id, name: spec.name, forMs: text === undefined ? viewForMs : duration(text) };
}

/** `90m`, `12h`, `7d`, in milliseconds. */
function duration(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitsMs[unit] ?? Number.NaN);
  if (ms > 0 && ms <= maxViewMs) return ms;
  throw new UsageError('--for takes a time such as 90m, 12h or 7d, at most 14d');
}
