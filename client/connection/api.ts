// HTTP to the gateway: one request, one outcome. Knows the token and the shape of errors, nothing of
// what is asked for: callers hand in the parser of what they expect.
import { inBase } from './base.ts';
import { fieldsOf, isText } from './guards.ts';

/** What came of a request. `code` is the gateway's, or `unreachable`, `not-understood`, `failed`. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & Refusal);

export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The field of a form that it is about, where the gateway says. */
  readonly field?: string;
}

export interface Api {
  get<T>(path: string, parse: (value: unknown) => T | null): Promise<Outcome<T>>;
  send<T>(request: ApiRequest, parse: (value: unknown) => T | null): Promise<Outcome<T>>;
}

export interface ApiRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

export const unreachable = {
  ok: false,
  code: 'unreachable',
  message: 'The server cannot be reached. Check the network, then try again.',
} as const;

export const notUnderstood = {
  ok: false,
  code: 'not-understood',
  message: 'The server said something this page does not understand. Reload the page.',
} as const;

/** Anything, nothing included, is a fitting answer. */
export const anything = (): true => true;

export function createApi(parts: {
  token(): string | null;
  /** The gateway does not know this device's token (any more). */
  refused(message: string): void;
  /** The answer to a GET that was under way before this code arrived, else null. */
  takeEarlyAnswer(path: string): Promise<Response> | null;
}): Api {
  async function read<T>(answer: Promise<Response>, parse: (value: unknown) => T | null) {
    const response = await answer.catch(() => null);
    if (response === null) return unreachable;
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const failure = failureOf(body, response.status);
      if (response.status === 401) parts.refused(failure.message);
      return failure;
    }
    const value = parse(body);
    return value === null ? notUnderstood : { ok: true as const, value };
  }

  const headers = (): Record<string, string> => {
    const token = parts.token();
    return token === null ? {} : { Authorization: `Bearer ${token}` };
  };

  return {
    get: (path, parse) =>
      read(
        parts.takeEarlyAnswer(path) ??
          fetch(inBase(path), { headers: headers(), cache: 'no-store' }),
        parse,
      ),
    send: ({ method, path, body }, parse) => {
      const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
      const init = { method, headers: { ...headers(), ...json } };
      const whole = body ? { ...init, body: JSON.stringify(body) } : init;
      return read(fetch(inBase(path), whole), parse);
    },
  };
}

/** The failure in an answer's body, else one worded here. */
export function failureOf(body: unknown, status?: number): Outcome<never> & { ok: false } {
  const { code, message, field } = fieldsOf(fieldsOf(body).error);
  if (isText(code) && isText(message)) {
    return { ok: false, code, message, ...(isText(field) && { field }) };
  }
  const detail = status === undefined ? '' : ` (status ${status})`;
  return { ok: false, code: 'failed', message: `The server could not do that${detail}.` };
}
