// Goes through the same output in one of three ways, in a process of its own, so that none warms up
// or spoils the others: `bare` is xterm headless as it comes, `derived` the lines that a view process
// makes of it, files included, `watched` all of that with what is read out of them. Prints the quickest of three times, and the index's bytes a line.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { sliceBytes } from '../../server/screen/follow/skipped.ts';
import type { Step } from '../../server/screen/follow/source.ts';
import { coreOf, Terminal } from '../../server/screen/terminal/core.ts';
import { Derivation } from '../../server/screen/transcript/derive.ts';
import { LineFiles } from '../../server/screen/transcript/line-files.ts';
import { RunWatch } from '../../server/screen/watching/run-watch.ts';
import { makeOutput, type OutputKind } from './log-output.ts';

export interface Parsed {
  readonly ms: number;
  readonly indexBytesPerLine: number;
}

const rounds = 3;
const flushBytes = 256 * 1024;
const [bytesPerMark, begunAt] = [640 * sliceBytes, 1.7e12];

function bare(output: Buffer): Parsed {
  const terminal = new Terminal({ cols: 100, rows: 30, scrollback: 1000, logLevel: 'off' });
  const begun = performance.now();
  for (let at = 0; at < output.length; at += sliceBytes)
    coreOf(terminal)._inputHandler.parse(output.subarray(at, at + sliceBytes));
  const ms = performance.now() - begun;
  terminal.dispose();
  return { ms, indexBytesPerLine: 0 };
}

async function derived(output: Buffer, isWatched: boolean): Promise<Parsed> {
  const directory = mkdtempSync(join(tmpdir(), 'olb-lines-'));
  try {
    const lines = await LineFiles.open(directory, []);
    const derivation = new Derivation(lines);
    const watch = isWatched ? new RunWatch(derivation, () => lines.endLine) : null;
    const begun = performance.now();
    for (let from = 0; from < output.length; from += sliceBytes) {
      const steps: Step[] = [
        { kind: 'bytes', from, bytes: output.subarray(from, from + sliceBytes) },
      ];
      // As the log of a program has it that prints so much a second.
      if (from % bytesPerMark === 0)
        steps.unshift({ kind: 'mark', offset: from, time: begunAt + (from / bytesPerMark) * 1000 });
      for (const step of steps) {
        watch?.before(step);
        derivation.take(step);
        watch?.after();
      }
      if (lines.pendingBytes < flushBytes) continue;
      void lines.flush();
      await turn();
    }
    derivation.settler.flush();
    await lines.flush();
    const ms = performance.now() - begun;
    const indexes = readdirSync(directory).filter((name) => name.endsWith('.index'));
    const bytes = indexes.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    return { ms, indexBytesPerLine: bytes / lines.endLine };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const [way, source = '', bytes = '0'] = process.argv.slice(2);
const output =
  Number(bytes) > 0 ? makeOutput(source as OutputKind, Number(bytes)) : readFileSync(source);
const all: Parsed[] = [];
for (let i = 0; i < rounds; i++)
  all.push(way === 'bare' ? bare(output) : await derived(output, way === 'watched'));
process.stdout.write(JSON.stringify(all.sort((a, b) => a.ms - b.ms)[0]));
