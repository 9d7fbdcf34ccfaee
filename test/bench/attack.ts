// Somebody guesses pairing codes, 1,000 a second: what a paired phone feels of it, and that nobody
// gets in. The attacker runs on this very machine, so it costs the phone processor time as well.
import { type ChildProcess, spawn } from 'node:child_process';
import { withProduct } from '../product.ts';
import { type Bench, type Figure, median, round } from './figures.ts';

const triesPerSecond = 1000;
const rounds = 3;
const asksPerRound = 100;

/** Counts the answers by status, and prints the counts when its input ends. */
const attacker = `
const http = require('http');
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const counts = {};
const guess = () => Array.from({ length: 8 }, () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.random() * 32 | 0]).join('');
const once = () => {
  const body = JSON.stringify({ code: guess(), device: 'x' });
  const request = http.request(process.argv[1] + '/api/pair', { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': body.length } }, (answer) => {
    counts[answer.statusCode] = (counts[answer.statusCode] || 0) + 1;
    answer.resume();
  });
  request.on('error', ({ code }) => { counts[code] = (counts[code] || 0) + 1 });
  request.end(body);
};
const timer = setInterval(() => { for (let i = 0; i < ${triesPerSecond / 100}; i++) once() }, 10);
process.stdin.resume().on('end', () => { clearInterval(timer); console.log(JSON.stringify(counts)); process.exit() });
`;

export const attack: Bench = {
  name: 'attack',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      const quiet: number[] = [];
      const attacked: number[] = [];
      const answers: Record<string, number> = {};
      let attackedMs = 0;
      const ask = async (times: number[]) => {
        const begun = performance.now();
        await product.sessions();
        times.push(performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, 10));
      };
      for (let i = 0; i < rounds; i++) {
        for (let n = 0; n < asksPerRound; n++) await ask(quiet);
        const begun = performance.now();
        const process_ = spawn(process.execPath, ['-e', attacker, product.url], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        for (let n = 0; n < asksPerRound; n++) await ask(attacked);
        for (const [status, count] of Object.entries(await ended(process_)))
          answers[status] = (answers[status] ?? 0) + count;
        attackedMs += performance.now() - begun;
      }
      const tries = Object.values(answers).reduce((sum, count) => sum + count, 0);
      const said = Object.entries(answers).map(([status, count]) => `${count} x ${status}`);
      const pace = `${round((tries / attackedMs) * 1000)} tries a second (${said.join(', ')})`;
      return [
        {
          name: 'paired phone under attack',
          value: median(attacked) / median(quiet),
          unit: 'x',
          atMost: 2,
          from: `the list in ${round(median(attacked))} ms against ${round(median(quiet))} ms; ${pace}`,
        },
        {
          name: 'guesses that got in',
          value: answers['200'] ?? 0,
          unit: 'x',
          atMost: 0,
          from: `of ${tries}`,
        },
      ];
    }),
};

async function ended({ stdin, stdout }: ChildProcess): Promise<Record<string, number>> {
  stdin?.end();
  let text = '';
  for await (const chunk of stdout ?? []) text += String(chunk);
  return JSON.parse(text);
}
