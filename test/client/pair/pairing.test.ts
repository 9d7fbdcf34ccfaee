import { describe, expect, it } from 'vitest';
import { guessDeviceName } from '../../../client/pair/device-name.ts';
import { codeInFragment, takeCodeFromAddress } from '../../../client/pair/pairing-link.ts';
import { underBase } from '../../../client/settings/pairing-code.ts';

describe('pairing', () => {
  it('[PAGE13] the code comes out of the address and does not stay in the history', () => {
    const replaced: unknown[] = [];
    const history = { state: null, replaceState: (...args: unknown[]) => replaced.push(args) };
    const page = { location: { hash: '#ABCD-1234', pathname: '/pair' }, history };
    expect(takeCodeFromAddress(page as unknown as Window)).toBe('ABCD-1234');
    expect(replaced).toEqual([[null, '', '/pair']]);
  });

  it('[GATE61] a link to the page’s own origin gets the path under which a proxy shows the page', () => {
    const base = 'https://hub.example/user/ada/proxy/7373/';
    const link = 'https://hub.example/pair#CODE';
    expect(underBase(link, base)).toBe(`${base}pair#CODE`);
    expect(underBase('https://gpu.example/x/pair#CODE', base)).toBe(
      'https://gpu.example/x/pair#CODE',
    );
  });

  it('[PAGE13] a fragment that is no text is no code', () => {
    expect(codeInFragment('')).toBe('');
    expect(codeInFragment('#%')).toBe('');
  });

  it('[PAGE13] a device is called what a person would call it', () => {
    const android = (rest: string) => `Mozilla/5.0 (Linux; Android 14; ${rest}) AppleWebKit/537.36`;
    expect(guessDeviceName({ userAgent: android('Pixel 8') })).toBe('Pixel 8');
    expect(guessDeviceName({ userAgent: android('K') })).toBe('Android phone');
    expect(
      guessDeviceName({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)' }),
    ).toBe('iPhone');
    expect(guessDeviceName({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' })).toBe(
      'Linux computer',
    );
    expect(guessDeviceName({ userAgent: 'curl' })).toBe('Device');
  });
});
