// Who is told of an alert, and whether at once: pure. Who looks at the page just now is asked elsewhere.
import type { Alert, AlertKind, Bell, DeviceAlerts } from '../protocol/alerts.ts';
import { isQuiet } from './quiet-hours.ts';

/** Of the session that an alert is about. */
export interface Subject {
  /** Null: nothing was set. */
  readonly bell: Bell | null;
  readonly isShell: boolean;
}

export interface Listener {
  /** Let in to watch this one session, until then; null for the owner's. */
  readonly view: { readonly session: string; readonly until: number } | null;
  readonly settings: DeviceAlerts;
}

export type Decision =
  | { readonly kind: 'send' }
  | { readonly kind: 'hold' | 'skip'; readonly why: string }
  /** It is not to know of it. */
  | { readonly kind: 'unknown' };

/** They were asked for one by one: no bell is needed. */
const askedFor: readonly AlertKind[] = ['milestone', 'pattern', 'threshold', 'disk'];
/** The program goes on after these: told where everything is. */
const byTheWay: readonly AlertKind[] = ['error'];

/** `device`: null for a webhook or a command, which are the owner's. `subject`: null for the machine's. */
export function decide(
  alert: Alert,
  { subject, device, now }: { subject: Subject | null; device: Listener | null; now: number },
): Decision {
  if (device !== null && !mayHear(alert, device, now)) return { kind: 'unknown' };
  const kinds = [alert.kind, ...(alert.kinds ?? [])];
  const off = subject === null ? null : whyOff(kinds, subject);
  if (off !== null) return { kind: 'skip', why: off };
  if (device === null) return { kind: 'send' };
  const { settings } = device;
  if (kinds.every((kind) => settings.kinds[kind] === false)) {
    return { kind: 'skip', why: 'This kind is turned off on the device.' };
  }
  const { quiet, timeZone } = settings;
  const breaks = alert.level === 'critical' && quiet?.failuresBreak === true;
  if (!breaks && isQuiet(quiet, timeZone, now)) {
    return { kind: 'hold', why: `Quiet hours until ${quiet?.to}.` };
  }
  return { kind: 'send' };
}

function mayHear({ session }: Alert, { view }: Listener, now: number): boolean {
  return view === null || (view.session === session && now < view.until);
}

function whyOff(kinds: readonly AlertKind[], { bell, isShell }: Subject): string | null {
  if (bell?.on === 'off') return '"Notify me" is off for this session.';
  if (bell?.on === 'all' || kinds.some((kind) => askedFor.includes(kind))) return null;
  if (bell === null && isShell) return 'It is a shell, and "Notify me" was not turned on.';
  return kinds.every((kind) => byTheWay.includes(kind)) ? 'Told where "Everything" is.' : null;
}
