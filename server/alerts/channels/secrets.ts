// The secrets in what the owner has set: never sent back to a page. Each is shown as a mask with a few digits
// that tell it from others; a mask that is put again stands for what it was.
import { createHash } from 'node:crypto';
import { Failure } from '../../protocol/failure.ts';
import type { ChannelSettings, Webhook } from './settings.ts';
import { type Json, mapStrings, stringsIn } from './webhook/template.ts';

const dots = '\u2022\u2022\u2022\u2022';
/** What no template's own words are: a token somebody wrote into a body. */
const tokenLike = /^[^\s{}]{12,}$/;

/** For a page. */
export function masked(settings: ChannelSettings): ChannelSettings {
  return { ...settings, webhooks: settings.webhooks.map(maskedWebhook) };
}

function maskedWebhook(hook: Webhook): Webhook {
  const { url, secret, to, headers, body } = hook;
  return {
    ...hook,
    ...(url !== undefined && { url: mask(url) }),
    ...(secret !== undefined && { secret: mask(secret) }),
    // Whoever knows an ntfy topic reads it.
    ...(to !== undefined && { to: mask(to) }),
    ...(headers !== undefined && { headers: mapStrings(headers, mask) as Record<string, string> }),
    ...(body !== undefined && { body: mapStrings(body, maskToken) }),
  };
}

/** What was put, with the secrets back that it holds the masks of. Throws Failure bad-request. */
export function unmasked(changes: unknown, known: ChannelSettings): unknown {
  const secrets = known.webhooks.flatMap(
    ({ url = '', secret = '', to = '', headers = {}, body = null }) => [
      ...[url, secret, to, ...Object.values(headers)],
      ...stringsIn(body).filter((text) => tokenLike.test(text)),
    ],
  );
  const byMask = new Map(secrets.map((secret) => [mask(secret), secret]));
  return mapStrings(changes as Json, (text) => {
    if (!text.includes(dots)) return text;
    const secret = byMask.get(text);
    if (secret === undefined) {
      throw new Failure(
        'bad-request',
        `${text} stands for a secret that is not kept any more. Give it again.`,
      );
    }
    return secret;
  });
}

/** An address shows its host. */
function mask(secret: string): string {
  if (secret === '' || /^(?:Bearer )?\{secret\}$/.test(secret)) return secret;
  const digits = createHash('sha256').update(secret).digest('hex').slice(0, 4);
  const origin = URL.canParse(secret) ? new URL(secret).origin : 'null';
  return origin === 'null' ? `${dots}${digits}` : `${origin}/${dots}${digits}`;
}

function maskToken(text: string): string {
  return tokenLike.test(text) ? mask(text) : text;
}
