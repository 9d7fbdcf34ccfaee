// `npm run soak [-- MINUTES]`: storm after storm, each with a new seed, 200 sessions at once in each;
// then every byte of a session damaged, an outbox killed 150 times, and 200 ways to cut each recording beside tmux. Prints what was done; exits with 1 when anything was wrong.
import { spawnSync } from 'node:child_process';
import { withProduct } from '../product.ts';
import { storm } from './storm.ts';

const minutes = Number(process.argv[2] ?? 30);
const until = Date.now() + minutes * 60_000;
const total: Record<string, number> = {};
let counted = 0;
let compared = 0;
let wrong = 0;
for (let seed = Date.now() % 1_000_000; Date.now() < until; seed++) {
  const report = await withProduct((product) =>
    storm(product, { seed, rounds: 2, atOnce: 200, patient: true, short: false }),
  );
  if (report === null) throw new Error('Only root on Linux, with gcc and mounts, can do this.');
  for (const [name, count] of Object.entries(report.faults))
    total[name] = (total[name] ?? 0) + count;
  counted += report.counted;
  compared += report.compared;
  wrong += report.wrong.length;
  for (const line of report.wrong) console.log(`seed ${seed}: ${line}`);
  console.log(
    `seed ${seed}: ${JSON.stringify(total)}; ${counted} counted, ${compared} bytes compared, ${wrong} wrong`,
  );
}
const thorough = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '--config',
    'test/vitest.config.ts',
    'test/faults/damaged.test.ts',
    'test/screen/oracle.test.ts',
    'test/alerts/killed.test.ts',
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, OUTLIVE_SOAK: '1' },
  },
);
process.exitCode = wrong > 0 || thorough.status !== 0 ? 1 : 0;
