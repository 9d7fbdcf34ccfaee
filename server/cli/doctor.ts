// `outlive doctor`: looks at everything here that could end sessions, lose output or keep a phone
// away, and says what to do about it.
import { printableJson } from '../protocol/printable.ts';
import type { Command } from './command.ts';
import { examineAll } from './doctor/examine.ts';
import { thisWorld } from './doctor/world.ts';
import { useOwnPath } from './own-path.ts';

export const doctor: Command = {
  usage: 'doctor [--json]',
  about: {
    summary: 'what here could end sessions or keep a phone away, and what to do',
    options: { json: 'Print an array of {check, state, words, fix, endangersSessions}.' },
    more: ['Exits with 1 when something is broken.'],
  },
  syntax: { json: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    await useOwnPath(caller);
    const findings = await examineAll(thisWorld(caller.env));
    if (options.has('json')) caller.print(printableJson(findings));
    else {
      for (const { check, state, words, fix } of findings) {
        caller.print(`${state.padEnd(8)} ${check.padEnd(11)} ${words}`);
        if (fix !== null) caller.print(`${' '.repeat(21)}→ ${fix}`);
      }
    }
    return findings.some(({ state }) => state === 'broken') ? 1 : 0;
  },
};
