// Output is hostile: a few bytes can ask an emulator for minutes of work. Numbers no honest program
// sends are dropped with their sequence.
import type { Terminal } from '@xterm/xterm';

const largestCount = 5000;

/** Sequences that do something as often as their number says. */
const counted: readonly { readonly intermediates?: string; readonly final: string }[] = [
  ...[...'@ILMPSTXZb'].map((final) => ({ final })),
  { intermediates: ' ', final: '@' },
  { intermediates: ' ', final: 'A' },
  { intermediates: "'", final: '}' },
  { intermediates: "'", final: '~' },
];

export function refuseHugeCounts(terminal: Terminal): void {
  for (const sequence of counted) {
    terminal.parser.registerCsiHandler(sequence, (params) =>
      params.some((param) => Array.isArray(param) || param > largestCount),
    );
  }
}
