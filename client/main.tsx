// Wires the page together and shows it.
import { effect } from '@preact/signals';
import { render } from 'preact';
import './look/tokens.css';
import './look/base.css';
import './look/controls.css';
import { App } from './app.tsx';
import { createApi } from './connection/api.ts';
import { inBase } from './connection/base.ts';
import { createDevice } from './connection/device.ts';
import { sayHello } from './connection/hello.ts';
import { followInstallation } from './connection/installation.ts';
import { createLink } from './connection/link.ts';
import { socketOpener } from './connection/socket.ts';
import { readStored, storedKeys, writeStored } from './connection/storage.ts';
import { Transports } from './connection/transports.ts';
import { createTrust } from './connection/trust.ts';
import { onWaking } from './connection/waking.ts';
import { earlyHello, takeEarlyAnswer } from './early.ts';
import { isInstalled } from './install/platform.ts';
import { followInstallPrompt } from './install/prompt.ts';
import { createSessionList } from './list/session-list.ts';
import { startClock } from './look/clock.ts';
import { countTapsForWhatWasPressed } from './look/pressed.ts';
import { createAppearance } from './look/theme.ts';
import { fitPageToViewport } from './look/viewport.ts';
import { followUnseen } from './offline/badge.ts';
import { forgetShell, keepShell } from './offline/keep-shell.ts';
import { followTaps } from './offline/led-here.ts';
import { type Outlive, OutliveContext } from './outlive.ts';
import { createRouter } from './router.ts';
import { reloadWhenReplaced } from './upgrade.ts';

const repairAfterMs = 5000;

const device = createDevice();
const router = createRouter(window);
const token = () => device.token.peek();
const refused = (why: string) => device.forget(why);
const isLive = (): boolean => link.isLive();
const proving = { token, refused, isLive, now: Date.now };
const trust = createTrust({ ...proving, hello: sayHello, early: earlyHello });
const clock = startClock();
const api = createApi({ token, trust, takeEarlyAnswer, heard: clock.heard });
const transports = new Transports(
  {
    read: () => readStored(storedKeys.transport),
    write: (value) => writeStored(storedKeys.transport, value),
  },
  Date.now,
);
const openSocket = socketOpener(transports);
const link = createLink({ openSocket, token, refused, why: trust.check, now: Date.now });
// Whoever took the gateway's place was not there while the connection was.
link.connected.subscribe(
  (connected) => connected || link.state.peek().kind === 'idle' || trust.doubt(),
);
const outlive: Outlive = {
  ...{ api, device, link, router },
  list: createSessionList({ api, link }),
  installation: followInstallation(link),
  installPrompt: followInstallPrompt(window),
  clock,
  appearance: createAppearance(),
};

// An app that was paired by the code it was installed with starts at that code for ever.
if (router.route.peek().page === 'pair' && device.token.peek() !== null && isInstalled()) {
  router.go('/', { replace: true });
}
// A session's page is nothing without the connection; the list comes over HTTP first.
if (router.route.peek().page === 'session') link.open();
reloadWhenReplaced(async () => {
  // A script that could not be had is a reason to: it may have been a stranger's.
  trust.doubt();
  return (await trust.check()).ok;
});
fitPageToViewport();
countTapsForWhatWasPressed(document);
keepShell(() => device.token.peek() !== null);
onWaking(() => link.wake());
followTaps(router.go);
followUnseen({ on: (event, listener) => link.on(event, listener) });
if (readStored(storedKeys.push) === true) {
  const repair = () => import('./alerts/push/push.ts').then((push) => push.repairPush(outlive));
  // Long after the page is shown; what fails is tried at the next start.
  setTimeout(() => void repair().catch(() => undefined), repairAfterMs);
}
/** What it has in memory goes by loading the page anew. */
let wasLetIn = false;
effect(() => {
  if (device.token.value !== null) {
    wasLetIn = true;
    return;
  }
  link.close();
  if (wasLetIn) {
    const startAnew = () => location.replace(inBase('/pair'));
    void forgetShell().then(startAnew, startAnew);
    return;
  }
  if (router.route.value.page !== 'pair') router.go('/pair', { replace: true });
});

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no #page');
render(
  <OutliveContext.Provider value={outlive}>
    <App />
  </OutliveContext.Provider>,
  page,
);
