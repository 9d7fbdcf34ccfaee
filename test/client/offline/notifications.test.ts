import { expect, test } from 'vitest';
import { clicked, type Notifying, pushed } from '../../../client/offline/notifications.ts';

const scope = 'https://hub.example/user/ada/proxy/7373/';

test('[PUSH10] every push shows something, whatever is in it', async () => {
  for (const data of [
    null,
    'garbage',
    '{}',
    '[]',
    '{"notification":3}',
    '{"notification":{"title":""}}',
  ]) {
    const { worker, shown } = browser();
    await pushed({ data: data === null ? null : { json: () => JSON.parse(data) } }, worker);
    const body = expect.stringMatching(/Open Outlive/);
    expect(shown).toMatchObject([{ title: 'Outlive', body, tag: 'outlive' }]);
  }
});

test('[PUSH10] what comes twice stays quiet, a later state of a session does not', async () => {
  const { worker, shown, badges } = browser();
  for (const id of ['a1', 'a1', 'a2']) await pushed({ data: { json: () => message(id) } }, worker);
  expect(shown.map(({ renotify }) => renotify)).toEqual([false, false, true]);
  expect(shown[0]).toMatchObject({
    icon: `${scope}icon-192.png`,
    badge: `${scope}badge-96.png`,
    data: { navigate: `${scope}s/train`, id: 'a1' },
  });
  expect(badges).toEqual([2, 2, 2]);
});

test('[PUSH10] a tap opens its page, under the path that a proxy gives it', async () => {
  const { worker, opened } = browser();
  const tap = (navigate: unknown) =>
    clicked({ notification: { data: { navigate }, close() {} } }, worker);
  await tap(`${scope}s/train?line=1:20`);
  await tap('https://elsewhere.example/');
  await tap('https://hub.example/user/eve/');
  await tap(undefined);
  expect(opened).toEqual([`${scope}s/train?line=1:20`, scope, scope, scope]);
});

test('[PUSH10] a tap goes on in the window that is open, the visible one first', async () => {
  const window = (url: string, visibilityState: string) => {
    const did: unknown[] = [];
    return {
      ...{ url, visibilityState, did },
      focus: async () => void did.push('focus'),
      postMessage: (said: object) => void did.push(said),
    };
  };
  const others = window('https://hub.example/user/eve/', 'visible');
  const hidden = window(`${scope}settings`, 'hidden');
  const visible = window(scope, 'visible');
  const { worker, opened } = browser([others, hidden, visible]);
  await clicked({ notification: { data: { navigate: `${scope}s/a%20b` }, close() {} } }, worker);
  expect(visible.did).toEqual([{ kind: 'go', path: '/s/a%20b' }, 'focus']);
  expect([others.did, hidden.did, opened]).toEqual([[], [], []]);
});

interface Shown {
  readonly title: string;
  readonly tag: string;
  readonly renotify: boolean;
  readonly data: unknown;
}

function message(id: string) {
  const notification = {
    title: 'train failed',
    tag: 'train',
    navigate: `${scope}s/train`,
    data: { id },
  };
  return { web_push: 8030, notification, app_badge: 2 };
}

/** As far as a worker is concerned. */
function browser(windows: Awaited<ReturnType<Notifying['clients']['matchAll']>> = []) {
  const shown: Shown[] = [];
  const opened: string[] = [];
  const badges: number[] = [];
  const worker = {
    registration: {
      scope,
      showNotification: async (title: string, options: object) =>
        void shown.push({ ...(options as Shown), title }),
      getNotifications: async ({ tag }: { tag: string }) =>
        shown.filter((one) => one.tag === tag).slice(-1),
    },
    clients: {
      matchAll: async () => windows,
      openWindow: async (url: string) => void opened.push(url),
    },
    navigator: { setAppBadge: async (count: number) => void badges.push(count) },
  };
  return { worker, shown, opened, badges };
}
