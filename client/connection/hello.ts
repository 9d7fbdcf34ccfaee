// Asks over HTTP whether what answers at this address is the gateway this device was paired with. Says
// nothing by which anybody could come in.
import { inBase } from './base.ts';
import { fieldsOf, isText } from './fields.ts';
import { greet } from './proof.ts';
import {
  failureOf,
  loginInFront,
  notPaired,
  notUnderstood,
  type Refusal,
  unproven,
  unreachable,
} from './refusal.ts';

/** `paired`, else why nothing may be sent there. `not-paired` is proven, too. */
export type Answered = { readonly ok: true } | Refusal;

export async function sayHello(token: string): Promise<Answered> {
  const { greeting, standing } = greet(token);
  const response = await fetch(inBase('/api/hello'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(greeting),
    redirect: 'manual',
  }).catch(() => null);
  if (response === null) return unreachable;
  if (isPage(response)) return loginInFront;
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const failure = failureOf(body, response.status);
    // Anybody can say that.
    return failure.code === notPaired.code ? unproven : failure;
  }
  const { proof, standing: said } = fieldsOf(body);
  if (!isText(said)) return notUnderstood;
  const proven = standing(proof);
  if (proven === null) return unproven;
  return proven === 'paired' ? { ok: true } : notPaired;
}

/** The interface answers with no pages: a login in front of it does, with whatever status. */
export function isPage({ ok, headers }: Response): boolean {
  return ok && headers.get('content-type')?.includes('text/html') === true;
}
