// `outlive devices`: who is paired, and shutting one of them out.
import { Devices } from '../gateway/access/devices.ts';
import { Failure } from '../protocol/failure.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { timeInWords } from './words.ts';

export const devices: Command = {
  usage: 'devices [revoke ID]',
  about: {
    summary: 'the paired devices; "devices revoke ID" shuts one out',
    words: ['revoke'],
  },
  syntax: {},
  operands: [0, 2],
  async run({ operands: [verb, id] }, caller) {
    const paired = await Devices.open(openStateDirectory(caller.env));
    if (verb === undefined) {
      for (const device of paired.list()) {
        const [since, seen] = [device.created, device.lastUsed].map((time) =>
          timeInWords(new Date(time)),
        );
        const watches =
          device.view === null
            ? ''
            : `, may watch session ${device.view.session} until ${timeInWords(new Date(device.view.until))}`;
        const whence = device.address === '' ? '' : ` from ${device.address}`;
        const used = `paired ${since}, last used ${seen}${whence}`;
        caller.print(`${device.id}: ${device.name} (${used}${watches})`);
      }
      if (paired.list().length === 0) caller.warn('No device is paired. "outlive pair" pairs one.');
      return 0;
    }
    if (verb !== 'revoke' || id === undefined)
      throw new UsageError('the word after devices is revoke, then an ID');
    const device = paired.list().find((known) => known.id === id);
    if (device === undefined || !(await paired.revoke(id))) throw new Failure('no-device', id);
    caller.print(`revoked ${device.name}`);
    return 0;
  },
};
