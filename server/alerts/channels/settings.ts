// What the owner has set of the channels: webhooks, the command, further push services. Parsed on its way in,
// kept in a file for its owner's eyes alone.
import { accessSync, constants, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { dirname, isAbsolute } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import { printable } from '../../protocol/printable.ts';
import { readJson, writeJsonAtomically } from '../../sessions/json-file.ts';
import { checkParents, UntrustedPath } from '../../sessions/trusted-path.ts';
import { parsePushHost } from './push/push-hosts.ts';
import { presets } from './webhook/presets.ts';
import { type Json, templateWords, unknownWords } from './webhook/template.ts';

const when = z.enum(['always', 'fallback']);
const short = z.string().max(500);
const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

const webhook = z.strictObject({
  name: z.string().trim().min(1).max(40).transform(printable),
  preset: z.string().nullable().default(null),
  url: z.string().max(2000).optional(),
  secret: short.optional(),
  to: short.optional(),
  headers: z.record(z.string(), short).optional(),
  body: json.optional(),
  withText: z.boolean().optional(),
  when: when.default('always'),
});
const settings = z.strictObject({
  webhooks: z.array(webhook).max(20),
  command: z.strictObject({ path: z.string().max(1000), when: when.default('always') }).nullable(),
  pushHosts: z.array(z.string().max(255)).max(20),
});

export type Webhook = Readonly<z.infer<typeof webhook>>;
export type ChannelSettings = Readonly<z.infer<typeof settings>>;

const none: ChannelSettings = { webhooks: [], command: null, pushHosts: [] };
/** What the request itself is made of. */
const ownHeaders =
  /^(?:host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer)$/i;
const maxBodyLength = 8192;

/**
 * With what was put in place of what it names; the rest stays. Throws a ZodError, or Failure bad-request.
 * Checks what stands in it, not what is at the other end.
 */
export function withChanges(current: ChannelSettings, value: unknown): ChannelSettings {
  const { webhooks, command, pushHosts } = settings.partial().parse(value);
  const names = webhooks?.map(({ name }) => name) ?? [];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    refuse(`There are two webhooks named "${twice}". Give each a name of its own.`);
  }
  for (const each of webhooks ?? []) requireWebhook(each);
  if (command) requireProgram(command.path);
  return {
    webhooks: webhooks ?? current.webhooks,
    command: command === undefined ? current.command : command,
    pushHosts: pushHosts?.map(requirePushHost) ?? current.pushHosts,
  };
}

export function readSettings(file: string): ChannelSettings {
  const parsed = settings.safeParse(readJson(file));
  return parsed.success ? parsed.data : none;
}

export async function writeSettings(file: string, value: ChannelSettings): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeJsonAtomically(file, value);
}

function refuse(words: string): never {
  throw new Failure('bad-request', words);
}

function requireWebhook(hook: Webhook): void {
  const { name, body, headers = {} } = hook;
  const preset = hook.preset === null ? undefined : presets[hook.preset];
  if (hook.preset !== null && preset === undefined) {
    const known = Object.keys(presets).join(', ');
    refuse(`There is no preset "${hook.preset}". There are ${known}, and null for your own.`);
  }
  for (const need of preset?.needs ?? ['url' as const]) {
    if (!hook[need]) refuse(`The webhook "${name}" needs "${need}". ${preset?.hint ?? ''}`.trim());
  }
  const url = hook.url ?? preset?.url ?? '';
  if (!isAddress(url)) {
    refuse(`The address of the webhook "${name}" is none: it begins with https:// or http://.`);
  }
  for (const [header, text] of Object.entries(headers)) requireHeader(name, header, text);
  if (JSON.stringify(body ?? '').length > maxBodyLength) {
    refuse(`The body of the webhook "${name}" is too long: at most 8 KB.`);
  }
  const [unknown] = unknownWords([url, headers, body ?? null]);
  if (unknown !== undefined) {
    const words = templateWords.map((word) => `{${word}}`).join(', ');
    refuse(`The webhook "${name}" asks for {${unknown}}, which there is not. There are ${words}.`);
  }
}

/** Words in braces may stand behind the host. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !/[{}%]/.test(host) && username === '' && password === '';
}

function requireHeader(hook: string, name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    refuse(
      `"${printable(name).slice(0, 40)}" of the webhook "${hook}" cannot be sent as a header.`,
    );
  }
  if (ownHeaders.test(name))
    refuse(`The header "${name}" of the webhook "${hook}" is made by Outlive.`);
}

/** Nobody else can put a program of theirs in its place. */
function requireProgram(path: string): void {
  if (!isAbsolute(path))
    refuse(`"${printable(path)}" is no whole path of a program, such as /home/you/bin/alert.`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) refuse(`There is no program at ${printable(path)}.`);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    refuse(`${printable(path)} may not be run. Try: chmod +x ${printable(path)}`);
  }
  try {
    checkParents(path);
  } catch (error) {
    if (error instanceof UntrustedPath) refuse(error.message);
    throw error;
  }
  if ((found.mode & 0o002) !== 0 || (found.uid !== 0 && found.uid !== process.geteuid?.())) {
    refuse(
      `${printable(path)} could be changed by others. It has to be yours, and written by you alone.`,
    );
  }
}

function requirePushHost(text: string): string {
  const host = parsePushHost(text);
  if (host === null)
    refuse(
      `"${printable(text)}" is no push service: write its name, such as push.example.org or push.example.org:8443.`,
    );
  return host;
}
