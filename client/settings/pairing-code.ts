// A code for one more device, as the gateway makes it, and whether a phone could open its link.
import { fieldsOf, isText } from '../connection/guards.ts';

export interface PairingCode {
  readonly id: string;
  readonly link: string;
  /** To be typed: `7KQ2-M9XD`. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** For the manifest of an app that is about to be installed; '' unless it was asked for. */
  readonly ticket: string;
}

export function parsePairingCode(value: unknown): PairingCode | null {
  const { id, link, code, expiresAt, ticket } = fieldsOf(value);
  if (!isText(id) || !isText(link) || !URL.canParse(link)) return null;
  if (!isText(code) || !isText(expiresAt)) return null;
  const forApp = isText(ticket) ? ticket : '';
  return { id, link, code, expiresAt: Date.parse(expiresAt), ticket: forApp };
}

/** The gateway does not know under which path a proxy shows it; this page does. */
export function underBase(link: string, base: string): string {
  const { origin, hash } = new URL(link);
  return origin === new URL(base).origin ? new URL(`./pair${hash}`, base).href : link;
}

/** The name of the device that came in by it, '' while nobody has. */
export function parseCameIn(value: unknown): string | null {
  const { device } = fieldsOf(value);
  if (device === null) return '';
  const { name } = fieldsOf(device);
  return isText(name) ? name : null;
}

/** This page was opened by an address that means each computer to itself: no phone gets here by it. */
export function leadsNowhereElse(link: string): boolean {
  const { hostname } = new URL(link);
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
