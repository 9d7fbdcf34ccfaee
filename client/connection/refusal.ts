// What the page says when a request comes to nothing: the gateway's own words, or ours where somebody else
// answered in its place. Refuses to know what was asked for.
import { fieldsOf, isText } from './fields.ts';

/** `code` is the gateway's, or one of those below, `not-understood` or `failed`. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  /** The field of a form that it is about, where the gateway says. */
  readonly field?: string;
}

const refusal = (code: string, message: string): Refusal => ({ ok: false, code, message });

export const unreachable = refusal(
  'unreachable',
  'The server cannot be reached. Check the network, then try again.',
);

export const notUnderstood = refusal(
  'not-understood',
  'The server said something this page does not understand. Reload the page.',
);

/** A sign-on page, a proxy with a password: this device stays paired. */
export const loginInFront = refusal(
  'login-in-front',
  'A login page in front of the server wants you to sign in again. Reload this page to do so; this device stays paired.',
);

export const unproven = refusal(
  'unproven',
  'What answers at this address cannot prove that it is the server this device was paired with, so nothing is sent to it. Start Outlive on the server again; if it was set up anew, pair this device again.',
);

export const notPaired = refusal(
  'not-paired',
  'This device is not paired any more. Run "outlive pair" on the server and open the link it prints.',
);

/** The failure in an answer's body, else one worded here: a proxy's, where the gateway is away or a login is due. */
export function failureOf(body: unknown, status?: number): Refusal {
  const { code, message, field } = fieldsOf(fieldsOf(body).error);
  if (isText(code) && isText(message)) {
    return { ok: false, code, message, ...(isText(field) && { field }) };
  }
  if (status !== undefined && statusesOfLogins.has(status)) return loginInFront;
  if (status !== undefined && status >= 502 && status <= 504) return unreachable;
  const detail = status === undefined ? '' : ` (status ${status})`;
  return refusal('failed', `The server could not do that${detail}.`);
}

/** 0: a redirection, which is not followed; nothing of ours redirects. */
const statusesOfLogins: ReadonlySet<number> = new Set([0, 302, 303, 307, 401, 403, 407, 511]);
