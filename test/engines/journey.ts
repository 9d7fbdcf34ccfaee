// The user's journey: pair, list, start, read, scroll, search, type, come back, detach, kill. Each
// step is told when it is done, with a picture of it.
import type { Product } from '../product.ts';
import type { Engine } from './engine.ts';
import type { Hand } from './hand.ts';

interface Step {
  readonly name: string;
  run(hand: Hand, engine: Engine, product: Product): Promise<void>;
}

const command = 'seq -f "line %g of many" 1 3000; echo "type now"; exec cat';
const shownLines = `return [...document.querySelectorAll('[role=log] [data-line], [role=log] *')]
  .map((row) => row.textContent).join(' ')`;

const terminal = 'Terminal of work';
const log = 'Log of work';

export const journey: readonly Step[] = [
  {
    name: 'pair',
    run: async (hand, engine, product) => {
      const { code } = JSON.parse(await product.outlive('pair', '--json'));
      await engine.navigate(`${product.url}/pair#${code}`);
      await hand.tap('button', 'Pair');
      await hand.see('heading', 'Sessions');
    },
  },
  {
    name: 'list',
    run: async (hand, _engine, product) => {
      await product.outlive('new', '-d', '-s', 'other', 'echo hello from it; sleep 600');
      await hand.read('link', 'other', /running[\s\S]*hello from it/);
    },
  },
  {
    name: 'start',
    run: async (hand) => {
      await hand.tap('link', 'New session');
      await hand.fill('Command', command);
      await hand.fill('Name', 'work');
      await hand.tap('button', 'Start');
      await hand.see('heading', 'work');
    },
  },
  {
    name: 'read',
    run: async (hand, engine) => {
      await hand.read('log', log, /line 2999 of many[\s\S]*type now/);
      await hand.settled();
      const wide = await engine.script<string[]>(`return [...document.querySelectorAll("main *")]
        .filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === 'auto')
        .map((one) => one.className + ': ' + one.scrollWidth + ' > ' + one.clientWidth)`);
      if (wide.length > 0) throw new Error(`pans sideways: ${wide}`);
    },
  },
  {
    name: 'scroll',
    run: async (hand, engine) => {
      for (let turn = 0; turn < 5; turn++) await hand.scroll('log', log, -400);
      await hand.until('older lines', async () =>
        /line 29[0-5]\d of many/.test(await engine.script<string>(shownLines)) ? true : null,
      );
    },
  },
  {
    name: 'search',
    run: async (hand, engine) => {
      await hand.tap('button', 'Search');
      await hand.fill('Search the log', 'line 77 of');
      await hand.until('the count', async () =>
        /\b1\b/.test(await engine.script<string>('return document.body.innerText')) ? true : null,
      );
      await hand.tap('button', 'Previous match');
      await hand.until('the match', async () =>
        /line 77 of many/.test(await engine.script<string>(shownLines)) ? true : null,
      );
    },
  },
  {
    name: 'type',
    run: async (hand) => {
      await hand.tap('tab', 'Terminal');
      await hand.read('region', terminal, /type now/);
      await hand.tap('button', 'Type');
      await hand.fill('Type a line', 'typed by hand');
      await hand.tap('button', 'Send');
      // Once by the terminal's echo, once by the program.
      await hand.read('region', terminal, /typed by hand\s+typed by hand/);
    },
  },
  {
    name: 'scroll the terminal',
    run: async (hand, engine) => {
      const top = () =>
        engine.script<number>('return document.querySelector(".terminal-region").scrollTop');
      const before = await top();
      await hand.scroll('region', terminal, -600);
      await hand.until('older lines', async () => ((await top()) < before - 100 ? true : null));
      await hand.read('region', terminal, /line 29\d\d of many/);
      await hand.scroll('region', terminal, 2000);
      await hand.read('region', terminal, /typed by hand/);
    },
  },
  {
    name: 'come back',
    run: async (hand, _engine, product) => {
      await product.stopGateway('SIGKILL');
      await product.startGateway();
      await hand.fill('Type a line', 'and again');
      await hand.tap('button', 'Send');
      const text = await hand.read('region', terminal, /and again\s+and again/);
      if (text.split('and again').length !== 3) throw new Error(`typed more than once: ${text}`);
    },
  },
  {
    name: 'fit',
    run: async (hand, engine, product) => {
      const columns = async () => {
        const all = JSON.parse(await product.outlive('ls', '--json')) as {
          name: string;
          cols: number;
        }[];
        return all.find(({ name }) => name === 'work')?.cols ?? 0;
      };
      if ((await columns()) !== 100) throw new Error('looking at it changed its size');
      await hand.tap('button', 'Fit to this screen');
      await hand.until('a size of this screen', async () => ((await columns()) < 80 ? true : null));
      await hand.read('region', terminal, /and again\s+and again/);
      await hand.until('the cursor', () =>
        engine.script<true | null>(
          'return document.querySelector(".xterm-rows > div:last-child .xterm-cursor") ? true : null',
        ),
      );
      await hand.until('a terminal as wide as the screen', async () => {
        const isWide = await engine.script<boolean>(
          'const { scrollWidth, clientWidth } = document.querySelector(".terminal-region"); return scrollWidth > clientWidth',
        );
        return isWide ? null : true;
      });
    },
  },
  {
    name: 'detach',
    run: async (hand) => {
      await hand.tap('button', 'Detach');
      await hand.read('link', 'work', /running/);
    },
  },
  {
    name: 'kill',
    run: async (hand) => {
      await hand.tap('link', 'work');
      await hand.tap('button', 'Kill');
      await hand.see('dialog', 'Kill work?');
      await hand.tap('button', 'Kill now');
      await hand.see('button', 'Remove');
      await hand.tap('button', 'Detach');
      await hand.read('link', 'work', /killed/);
    },
  },
];
