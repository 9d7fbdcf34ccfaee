import { afterEach, expect, test, vi } from 'vitest';
import { whyNoPush } from '../../../client/alerts/push/where.ts';

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Safari/604.1';
const ipad = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15';

afterEach(() => vi.unstubAllGlobals());

function browser({
  secure = true,
  userAgent = 'Android',
  maxTouchPoints = 5,
  standalone = false,
  base = 'https://gpu.example/',
  parts = ['PushManager', 'Notification'],
} = {}) {
  vi.stubGlobal('isSecureContext', secure);
  vi.stubGlobal('navigator', { userAgent, maxTouchPoints, standalone, serviceWorker: {} });
  vi.stubGlobal('document', { baseURI: base });
  vi.stubGlobal('window', Object.fromEntries(parts.map((part) => [part, {}])));
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.stubGlobal('localStorage', { getItem: () => null });
}

test.each([
  ['plain-http', { secure: false, userAgent: iphone }],
  ['not-installed', { userAgent: iphone, parts: [] }],
  ['not-installed', { userAgent: ipad, parts: [] }],
  ['shared-address', { base: 'https://hub.example/user/ada/proxy/7373/' }],
  ['unsupported', { parts: [] }],
])('[PUSH12] %s is told before anybody is asked: %j', (kind, what) => {
  browser(what);
  expect(whyNoPush()).toMatchObject({ kind, words: expect.stringMatching(/\.$/) });
});

test.each([{}, { userAgent: iphone, standalone: true }, { userAgent: ipad, maxTouchPoints: 0 }])(
  '[PUSH12] where push works nothing stands in its way: %j',
  (what) => {
    browser(what);
    expect(whyNoPush()).toBeNull();
  },
);
