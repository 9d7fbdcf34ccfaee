// A way an alert leaves this machine, and what came of it. Whether, when and to whom is not known here.
import type { Alert, AlertKind } from '../../protocol/alerts.ts';

export interface Message extends Alert {
  /** The alerts' ids, where it is of several. */
  readonly of?: readonly string[];
  /** The page's path that a tap leads to; unless given, the session's, or that of alerts. */
  readonly path?: string;
  /** How many alerts have not been seen, for the app's badge. */
  readonly unseen?: number;
}

/** `later`: at the outbox's own pace. `gone`: there is nothing to send to any more. */
export type Sent =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** One sentence, without addresses that are secrets. */
      readonly why: string;
      /** The last of what a command printed. */
      readonly said?: string;
      readonly retry: 'never' | 'later' | { readonly afterMs: number };
      readonly gone?: true;
    };

/** fallback: only if no push was accepted. */
export type When = 'always' | 'fallback';

export interface Target {
  /** A device's id, a webhook's name or a program's path. */
  readonly to: string;
  readonly when: When;
}

export interface Channel {
  readonly name: 'push' | 'webhook' | 'command';
  targets(): Promise<Target[]>;
  /** Never throws for what is outside of this program. */
  send(message: Message, to: string): Promise<Sent>;
}

const hourMs = 3600_000;
/** Worth nothing once somebody has had a look. */
const shortLived: readonly AlertKind[] = ['stalled', 'waiting-for-input', 'pending'];

/** For how long it is worth telling. */
export function lifeMs(kind: AlertKind): number {
  return shortLived.includes(kind) ? hourMs : 24 * hourMs;
}

/** The page's path for a message, under its base. */
export function pathOf({ path, session, name }: Message): string {
  if (path !== undefined) return path;
  return session === null ? '/alerts' : `/s/${encodeURIComponent(name)}`;
}

export function never(why: string): Sent {
  return { ok: false, why, retry: 'never' };
}
