import { expect, test } from 'vitest';
import { asAsked, findLinks, linksOf } from '../../../client/log/links.ts';

const urls = (text: string) => findLinks(text).map(({ url }) => url);

test('[READ12] web addresses are found without the sentence around them', () => {
  expect(urls('see https://wandb.ai/lab/runs/x9?step=1, or (http://a.b/c).')).toEqual([
    'https://wandb.ai/lab/runs/x9?step=1',
    'http://a.b/c',
  ]);
  expect(urls('https://en.wikipedia.org/wiki/Loss_(training)')).toEqual([
    'https://en.wikipedia.org/wiki/Loss_(training)',
  ]);
  expect(urls('"https://a.b/c" <https://d.e>')).toEqual(['https://a.b/c', 'https://d.e']);
});

test('[READ12] nothing but http and https is a link', () => {
  expect(urls('javascript://x file:///etc/passwd ftp://a.b https:// http://')).toEqual([]);
});

test('[READ12] links that a program made lead where it says, whatever their text', () => {
  const text = 'run 7 at https://a.b and https://c.d';
  const made = [
    [0, 5, 'https://wandb.ai/7'],
    [9, 11, 'https://e.f'],
  ] as const;
  expect(linksOf(text, made)).toEqual([
    { start: 0, end: 5, url: 'https://wandb.ai/7' },
    { start: 9, end: 20, url: 'https://e.f' },
    { start: 25, end: 36, url: 'https://c.d' },
  ]);
});

test('[READ12] a link knows where it stands in its line', () => {
  const text = 'at https://a.b now';
  const [link] = findLinks(text);
  expect(text.slice(link?.start, link?.end)).toBe('https://a.b');
});

test('[READ12] what would pass for another address is shown as it is asked for', () => {
  expect(urls('https://a.b/\u202egpj.exe')).toEqual(['https://a.b/']);
  expect(asAsked('https://p\u0430ypal.com/\u202egpj.exe')).toBe(
    'https://xn--pypal-4ve.com/%E2%80%AEgpj.exe',
  );
  expect(asAsked('https://')).toBeNull();
});
