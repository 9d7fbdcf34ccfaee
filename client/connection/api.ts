// HTTP to the gateway: one request, one outcome. Knows the token and the shape of errors, nothing of
// what is asked for: callers hand in the parser of what they expect.
import { inBase } from './base.ts';
import { isPage } from './hello.ts';
import { failureOf, loginInFront, notUnderstood, type Refusal, unreachable } from './refusal.ts';
import type { Trust } from './trust.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface Api {
  get<T>(path: string, parse: (value: unknown) => T | null): Promise<Outcome<T>>;
  send<T>(request: ApiRequest, parse: (value: unknown) => T | null): Promise<Outcome<T>>;
  /** What is kept as a file. */
  file(path: string): Promise<Outcome<Blob>>;
}

export interface ApiRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** For whoever answers, proven or not: it goes without the token. */
  readonly toAnybody?: true;
}

/** Anything, nothing included, is a fitting answer. */
export const anything = (): true => true;

export interface ApiParts {
  token(): string | null;
  readonly trust: Trust;
  /** The answer to a GET that was under way before this code arrived, else null. */
  takeEarlyAnswer(path: string): Promise<Response> | null;
  /** The time that an answer of the gateway's came with. */
  heard(date: string | null): void;
}

export function createApi({ token, trust, takeEarlyAnswer, heard }: ApiParts): Api {
  /** Sends nothing before the gateway has proven itself. */
  async function ask(begin: () => Promise<Response>): Promise<Outcome<Response>> {
    const trusted = await trust.check();
    return trusted.ok ? outcomeOf(begin) : trusted;
  }

  async function outcomeOf(begin: () => Promise<Response>): Promise<Outcome<Response>> {
    const response = await begin().catch(() => null);
    if (response?.ok && !isPage(response)) {
      heard(response.headers.get('date'));
      return { ok: true, value: response };
    }
    const body: unknown = await response?.json().catch(() => null);
    const failure = response === null ? unreachable : failureOf(body, response.status);
    // Somebody else may be there by now, or this device be revoked: that takes a proof.
    if (response === null || failure.code === 'not-paired') trust.doubt();
    if (failure.code !== 'not-paired') return response?.ok ? loginInFront : failure;
    const proven = await trust.check();
    return proven.ok ? failure : proven;
  }

  async function read<T>(asked: Promise<Outcome<Response>>, parse: (value: unknown) => T | null) {
    const answer = await asked;
    if (!answer.ok) return answer;
    const value = parse(await answer.value.json().catch(() => null));
    return value === null ? notUnderstood : { ok: true as const, value };
  }

  const request = (path: string, init: RequestInit = {}) => {
    const own = token();
    const headers = { ...init.headers, ...(own !== null && { 'Outlive-Token': own }) };
    // Nothing of ours redirects: whoever does is a login in front.
    return fetch(inBase(path), { ...init, headers, redirect: 'manual' });
  };
  const get = (path: string) => takeEarlyAnswer(path) ?? request(path, { cache: 'no-store' });

  return {
    get: (path, parse) =>
      read(
        ask(() => get(path)),
        parse,
      ),
    send: ({ method, path, body, toAnybody }, parse) => {
      const json = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
      const init = { method, redirect: 'manual' as const, ...(body && json) };
      if (toAnybody)
        return read(
          outcomeOf(() => fetch(inBase(path), init)),
          parse,
        );
      return read(
        ask(() => request(path, init)),
        parse,
      );
    },
    async file(path) {
      const answer = await ask(() => get(path));
      const blob = answer.ok ? await answer.value.blob().catch(() => null) : null;
      if (!answer.ok) return answer;
      return blob === null ? unreachable : { ok: true, value: blob };
    },
  };
}
