// Webhooks: an alert as a POST to whatever its owner set, by a preset or a template. Private addresses are
// allowed here: who sets them has the shell anyway.
import { alertJson, type Linked } from '../alert-json.ts';
import { type Channel, type Message, never, type Sent } from '../channel.ts';
import { type Answer, type Out, post } from '../outbound/post.ts';
import { refusal, unsent } from '../outbound/retry.ts';
import type { Webhook } from '../settings.ts';
import { type Preset, presets } from './presets.ts';
import { fill, fillAddress, fillHeaders, type Words } from './template.ts';

export interface WebhookParts {
  readonly webhooks: () => readonly Webhook[];
  /** The address of the page for a message. */
  readonly linkTo: (message: Message) => string;
  readonly out: Out;
  readonly now: () => number;
}

/** Enough for `{"errcode":310000,"errmsg":"..."}`. */
const answerBytes = 2048;

export function webhookChannel({ webhooks, linkTo, out, now }: WebhookParts): Channel {
  return {
    name: 'webhook',
    targets: async () => webhooks().map(({ name, when }) => ({ to: name, when })),
    async send(message, to) {
      const webhook = webhooks().find(({ name }) => name === to);
      if (webhook === undefined)
        return { ...never(`There is no webhook "${to}" any more.`), gone: true } as Sent;
      const made = requestFor(webhook, { ...message, url: linkTo(message) });
      const { host } = new URL(made.url);
      try {
        const answer = await post({ ...made, readBytes: answerBytes }, out);
        const isAccepted = answer.status >= 200 && answer.status < 300;
        if (!isAccepted) return refusal(answer, host, now());
        return refusedInWords(answer, presetOf(webhook)?.statusField, host) ?? { ok: true };
      } catch (error) {
        return unsent(error);
      }
    },
  };
}

/** What is sent for it. The last line leaves this machine only if it was asked for. */
export function requestFor(webhook: Webhook, alert: Linked) {
  const preset = presetOf(webhook);
  const asksForText = webhook.withText === true || (preset === null && webhook.body !== undefined);
  const words = wordsOf(asksForText ? alert : { ...alert, text: '' }, webhook, preset);
  const template = webhook.body ?? preset?.body;
  const body =
    template === undefined ? alertJson(alert, { withText: asksForText }) : fill(template, words);
  const headers = fillHeaders({ ...preset?.headers, ...webhook.headers }, words);
  return {
    url: fillAddress(webhook.url ?? preset?.url ?? '', words),
    headers: { 'Content-Type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export function presetOf({ preset }: Pick<Webhook, 'preset'>): Preset | null {
  return preset === null ? null : (presets[preset] ?? null);
}

function wordsOf(alert: Linked, { secret = '', to = '' }: Webhook, preset: Preset | null): Words {
  const { title, text, name, kind, level, machine, url, id, at } = alert;
  const priority = String(preset?.priorities?.[level] ?? 0);
  return {
    ...{ title, text, session: alert.session ?? '', name, kind, level, machine, url, id, at },
    ...{ secret, to, priority },
  };
}

function refusedInWords({ text }: Answer, field: string | undefined, host: string): Sent | null {
  if (field === undefined) return null;
  let said: unknown = null;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  const { [field]: code, errmsg, msg } = (said ?? {}) as Record<string, unknown>;
  if (code === 0 || code === undefined) return null;
  const words = typeof errmsg === 'string' ? errmsg : typeof msg === 'string' ? msg : '';
  return never(`${host} refuses it: ${words.slice(0, 200) || String(code)}.`);
}
