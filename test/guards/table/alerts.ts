// Guards of the ways alerts leave: where a device may have them sent, and what secrets they pass.
import { type Guard, removing } from '../guard.ts';

const hosts = 'server/alerts/channels/push/push-hosts.ts';
const routes = 'server/gateway/http/push.ts';
const pushTest = 'test/alerts/channels/push.test.ts';
const routesTest = 'test/gateway/http/push.test.ts';
const webhookTest = 'test/alerts/channels/webhook.test.ts';
const commandTest = 'test/alerts/channels/command.test.ts';

const elsewhere = '[PUSH3] a subscription that leads elsewhere is refused, from whoever';
const masks =
  '[HOOK6] secrets are kept in a file of the owner’s, never shown, and stay where their mask is put again';
const commands =
  '[HOOK9] a command is a program that is there, may be run, and that nobody else could change';

const tickets = 'server/gateway/access/join-tickets.ts';
const joinTest = 'test/gateway/http/join.test.ts';
const inNoAddress =
  '[APP4] is in no address: its ticket is worth something to who asked, for a few requests';
const once = '[APP4] is good once, for 15 minutes, for an app alone';

export const alerts: readonly Guard[] = [
  {
    attack: 'taking an app’s ticket out of a proxy’s log, from elsewhere',
    rule: 'APP4',
    removals: removing(tickets, 'known.address !== address || ', ''),
    shownBy: { test: joinTest, title: inNoAddress },
  },
  {
    attack: 'taking an app’s ticket out of a proxy’s log, later',
    rule: 'APP4',
    removals: removing(tickets, 'if (--known.left <= 0) this.#tickets.delete(ticket);', ''),
    shownBy: { test: joinTest, title: inNoAddress },
  },
  {
    attack: 'pairing a browser by the code of an app',
    rule: 'APP4',
    removals: removing(
      'server/gateway/access/pairing.ts',
      'if (record.forApp === true && !byApp) return null;',
      '',
    ),
    shownBy: { test: joinTest, title: once },
  },
  {
    attack: 'having this machine send requests into its own network, by a push address',
    rule: 'PUSH3',
    removals: removing(
      routes,
      "if (refused !== null) throw new Failure('bad-request', refused);",
      '',
    ),
    shownBy: { test: routesTest, title: elsewhere },
  },
  {
    attack: 'a push address at a host that only ends like a push service',
    rule: 'PUSH3',
    removals: removing(hosts, '/^(?:[a-z0-9-]+\\.)*push\\.apple\\.com$/', '/push\\.apple\\.com$/'),
    shownBy: { test: pushTest, title: 'not %s' },
  },
  {
    attack: 'a push address at another port of a push service’s name',
    rule: 'PUSH3',
    removals: removing(hosts, "port === '' && known", 'known'),
    shownBy: { test: pushTest, title: 'not %s' },
  },
  {
    attack: 'a push to a host that the owner has taken back',
    rule: 'PUSH3',
    removals: removing(
      'server/alerts/channels/push/push-channel.ts',
      'if (refused !== null) return never(refused);',
      '',
    ),
    shownBy: { test: pushTest, title: 'a host that the owner has taken back is not sent to' },
  },
  {
    attack: 'keeping a push subscription after its device was revoked',
    rule: 'PUSH8',
    removals: removing(
      'server/gateway/alerts/open-alerts.ts',
      'channels.subscriptions.remove(device), ',
      '',
    ),
    shownBy: {
      test: routesTest,
      title: '[PUSH8] a device subscribes, is pushed to, and loses it with its pairing',
    },
  },
  {
    attack: 'breaking out of a webhook’s template by a session’s name',
    rule: 'HOOK1',
    removals: removing(
      'server/alerts/channels/webhook/template.ts',
      "encodeURIComponent(value).replaceAll('%3A', ':')",
      'value',
    ),
    shownBy: {
      test: webhookTest,
      title: '[HOOK1] nothing that a session is called breaks out of the string it stands in',
    },
  },
  {
    attack: 'reading webhooks’ secrets in a page',
    rule: 'HOOK6',
    removals: removing(
      'server/alerts/channels/channels.ts',
      'shown: () => masked(current),',
      'shown: () => (masked(current), current),',
    ),
    shownBy: { test: webhookTest, title: masks },
  },
  {
    attack: 'reading the gateway’s secrets in a command’s environment',
    rule: 'HOOK7',
    removals: removing(
      'server/alerts/channels/command/command-channel.ts',
      'return { cwd: home, env };',
      'return { cwd: home, env: { ...process.env, ...env } };',
    ),
    shownBy: {
      test: commandTest,
      title: '[HOOK7] a command gets the alert on its standard input, and nothing of it elsewhere',
    },
  },
  {
    attack: 'putting a program of theirs in the command’s place',
    rule: 'HOOK9',
    removals: removing('server/alerts/channels/settings.ts', '(found.mode & 0o002) !== 0 || ', ''),
    shownBy: { test: commandTest, title: commands },
  },
];
