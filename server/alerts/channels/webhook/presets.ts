// Where alerts can be sent without writing a template. Data alone: a service more is an entry more.
// Sources: the services' own pages on incoming webhooks and bots, as of 2026.
import type { AlertLevel } from '../../../protocol/alerts.ts';
import type { Json } from './template.ts';

export interface Preset {
  readonly name: string;
  /** What its owner has to give. */
  readonly needs: readonly ('url' | 'secret' | 'to')[];
  /** What those are, and where they are found. */
  readonly hint: string;
  /** Unless the owner gives another. */
  readonly url: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly priorities?: Readonly<Record<AlertLevel, number>>;
  /** It answers 200 to what it refuses: the field that says so is 0 when all is well. */
  readonly statusField?: string;
}

const lines = '{title}\n{text}\n{url}';
const forSlack = { text: lines };
/** Their robots ask for a keyword that every message has to hold. */
const withKeyword = { msgtype: 'text', text: { content: `Outlive: ${lines}` } };

export const presets: Readonly<Record<string, Preset>> = {
  ntfy: {
    name: 'ntfy',
    needs: ['to'],
    hint: 'The topic; for a server of your own its address, and an access token as the secret.',
    url: 'https://ntfy.sh',
    headers: { Authorization: 'Bearer {secret}' },
    body: {
      // An empty message would be shown as "triggered".
      ...{ topic: '{to}', message: '{title}\n{text}' },
      ...{ priority: '{priority}', click: '{url}' },
    },
    priorities: { info: 3, warning: 4, critical: 5 },
  },
  slack: {
    name: 'Slack',
    needs: ['url'],
    hint: 'The address of an incoming webhook.',
    url: null,
    body: forSlack,
  },
  mattermost: {
    name: 'Mattermost',
    needs: ['url'],
    hint: 'The address of an incoming webhook.',
    url: null,
    body: forSlack,
  },
  'rocket-chat': {
    name: 'Rocket.Chat',
    needs: ['url'],
    hint: 'The address of an incoming integration.',
    url: null,
    body: forSlack,
  },
  discord: {
    name: 'Discord',
    needs: ['url'],
    hint: "The address of a channel's webhook.",
    url: null,
    body: { content: lines, allowed_mentions: { parse: [] } },
  },
  telegram: {
    name: 'Telegram',
    needs: ['secret', 'to'],
    hint: "The bot's token as the secret, and the chat's id.",
    url: 'https://api.telegram.org/bot{secret}/sendMessage',
    body: { chat_id: '{to}', text: lines, link_preview_options: { is_disabled: true } },
  },
  feishu: {
    name: 'Feishu',
    needs: ['url'],
    hint: "The address of a group's custom bot; if it asks for a keyword: Outlive.",
    url: null,
    body: { msg_type: 'text', content: { text: `Outlive: ${lines}` } },
    statusField: 'code',
  },
  dingtalk: {
    name: 'DingTalk',
    needs: ['url'],
    hint: "The address of a group's custom robot, with the keyword Outlive.",
    url: null,
    body: withKeyword,
    statusField: 'errcode',
  },
  wecom: {
    name: 'WeCom',
    needs: ['url'],
    hint: "The address of a group's robot.",
    url: null,
    body: withKeyword,
    statusField: 'errcode',
  },
  gotify: {
    name: 'Gotify',
    needs: ['url', 'secret'],
    hint: "The server's address with /message at its end, and an application's token as the secret.",
    url: null,
    headers: { 'X-Gotify-Key': '{secret}' },
    body: {
      ...{ title: '{title}', message: '{text}\n{url}', priority: '{priority}' },
      extras: { 'client::notification': { click: { url: '{url}' } } },
    },
    priorities: { info: 4, warning: 6, critical: 8 },
  },
  bark: {
    name: 'Bark',
    needs: ['secret'],
    hint: 'The device key as the secret; for a server of your own its address with /push at its end.',
    url: 'https://api.day.app/push',
    body: {
      // It wants a body.
      ...{ device_key: '{secret}', title: '{title}', body: '{text}\n{url}' },
      ...{ url: '{url}', group: 'Outlive' },
    },
  },
  pushover: {
    name: 'Pushover',
    needs: ['secret', 'to'],
    hint: "The application's token as the secret, and the user key.",
    url: 'https://api.pushover.net/1/messages.json',
    body: {
      ...{ token: '{secret}', user: '{to}', title: '{title}', message: '{text}\n{url}' },
      priority: '{priority}',
    },
    priorities: { info: -1, warning: 0, critical: 1 },
  },
};
