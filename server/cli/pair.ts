// `outlive pair`: lets one more device in. Prints a link, a QR code and a code, and ends.
import { createPairing } from '../gateway/access/pairing.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { showPairing } from './pairing.ts';
import { findReach } from './reach.ts';
import { linkFor } from './reach-words.ts';
import { runningGateway } from './running-gateway.ts';

export const pair: Command = {
  usage: 'pair [--name DEVICE] [--json]',
  syntax: { name: 'value', json: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    const state = openStateDirectory(caller.env);
    const reach = await findReach(await runningGateway(state), caller.env);
    const pairing = await createPairing(state, { device: options.value('name') });
    if (options.has('json')) {
      const expiresAt = new Date(pairing.expiresAt).toISOString();
      caller.print(
        JSON.stringify({ link: linkFor(reach, pairing), code: pairing.code, expiresAt }),
      );
    } else await showPairing(reach, pairing, caller);
    return 0;
  },
};
