// `npm run bench`: measures, prints a table, writes bench.json. Names of benches as arguments run
// only those. Exits with 1 when a figure misses its bound.
import { writeFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';
import { attach } from './attach.ts';
import { attack } from './attack.ts';
import { derivation } from './derivation.ts';
import { echo } from './echo.ts';
import { type Bench, type Figure, formatTable, isWithin } from './figures.ts';
import { firstLoad } from './first-load.ts';
import { flood } from './flood.ts';
import { logFlood } from './log-flood.ts';
import { logLoad } from './log-load.ts';
import { logRead } from './log-read.ts';
import { longLog } from './long-log.ts';
import { memory } from './memory.ts';
import { pageFlood } from './page-flood.ts';
import { poisoned } from './poisoned.ts';
import { restart } from './restart.ts';
import { stalled } from './stalled.ts';
import { start } from './start.ts';
import { talkative } from './talkative.ts';

const benches: readonly Bench[] = [
  memory,
  start,
  flood,
  echo,
  attach,
  pageFlood,
  stalled,
  talkative,
  restart,
  firstLoad,
  derivation,
  logFlood,
  longLog,
  logLoad,
  attack,
  poisoned,
  logRead,
];

const wanted = process.argv.slice(2);
const figures: Figure[] = [];
for (const bench of benches) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  process.stderr.write(`${bench.name}...\n`);
  try {
    figures.push(...(await bench.run()));
  } catch (error) {
    process.stderr.write(`${bench.name} could not be run: ${(error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
const machine = {
  node: process.version,
  system: `${platform()} ${release()}`,
  cores: cpus().length,
};
writeFileSync(
  'bench.json',
  `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`,
);
process.stdout.write(`${formatTable(figures)}\n`);
if (!figures.every(isWithin)) process.exitCode = 1;
