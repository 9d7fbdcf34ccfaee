// What a session's end is told as, if it is: pure. The exit record alone decides how it ended; what the output
// says of it makes the words.
import type { Alert, AlertKind, AlertLevel, Bell } from '../protocol/alerts.ts';
import type { SessionSummary } from '../protocol/session.ts';
import type { Alert as WatchAlert, AlertKind as WatchKind } from '../watch/verdict.ts';
import { keyOf } from './key.ts';
import { bodyText, lasting, titleText } from './words.ts';

/** What is known of a session beside its summary. */
export interface Told {
  /** What its owner has set; null: nothing. */
  readonly bell: Bell | null;
  /** Its program is a shell for people. */
  readonly isShell: boolean;
  /** A shell stays open in it, so that a person ends it. */
  readonly keepsShell: boolean;
}

/** Of what takes less, somebody who started it has seen the end. */
const leastMs = 2 * 60_000;
/** Ctrl+C, TERM and HUP: a person did that. */
const askedCodes = [129, 130, 143];
const askedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** What a shell shows when it is left: what was typed, or what it says itself. */
const typedExit = /(?:^|\s)(?:exit|logout)(?: \d{1,3})?$/;

/** Null when nobody is to be told. `verdict`: what the output says of the end, null where that is not known. */
export function endAlert(
  session: SessionSummary,
  told: Told,
  verdict: WatchAlert | null,
): Alert | null {
  if (session.state !== 'ended' || !isNews(session, told, verdict)) return null;
  const { title, text, kinds } = words(session, verdict);
  const [kind = 'ended', ...further] = kinds;
  return {
    id: keyOf(session.id, 'end'),
    kind,
    ...(further.length > 0 && { kinds: further }),
    session: session.id,
    name: session.name,
    machine: session.machine,
    level: levelOf(kinds),
    title: titleText(title),
    text: bodyText(text),
    at: session.endedAt ?? session.lastOutputAt ?? session.created,
    line: verdict?.line ?? null,
  };
}

function isNews(session: SessionSummary, told: Told, verdict: WatchAlert | null): boolean {
  const { reason, exitCode, signal, tookOver } = session;
  const { bell, isShell, keepsShell } = told;
  if (reason === 'killed' || (isShell && bell === null)) return false;
  if (reason === 'lost' || tookOver !== null) return true;
  if ((isShell || keepsShell) && typedExit.test(session.lastLine ?? '')) return false;
  if (wasAsked(session, verdict)) return false;
  const isWell = signal === null && (exitCode === 0 || exitCode === null);
  return (
    !isWell || bell !== null || (verdict !== null && isSick(verdict)) || ranMs(session) >= leastMs
  );
}

const isSick = ({ kinds, text }: WatchAlert) => kinds.includes('nan') || /^ended, /.test(text);

function wasAsked({ exitCode, signal }: SessionSummary, verdict: WatchAlert | null): boolean {
  const byPerson =
    signal === null ? askedCodes.includes(exitCode ?? 0) : askedSignals.includes(signal);
  // Unless something else was the reason.
  return byPerson && (verdict === null || !verdict.push);
}

function ranMs({ startedAt, created, endedAt }: SessionSummary): number {
  return endedAt === null ? leastMs : Date.parse(endedAt) - Date.parse(startedAt ?? created);
}

interface Words {
  readonly title: string;
  readonly text: string;
  /** The one that says most first. */
  readonly kinds: readonly AlertKind[];
}

function words(session: SessionSummary, verdict: WatchAlert | null): Words {
  const { name, reason, lostTo, tookOver, exitCode, signal, endedAt } = session;
  const last = session.lastLine ?? '';
  if (reason === 'lost') {
    const why = lostTo === 'reboot' ? 'the machine was restarted' : 'its host process died';
    return { title: `${name} was lost: ${why}`, text: last, kinds: ['lost'] };
  }
  if (tookOver !== null) {
    return {
      title: `${name} did not begin`,
      text: `${tookOver} ran instead. ${last}`,
      kinds: ['failed'],
    };
  }
  const text = causeIn(verdict) ?? last;
  if (signal === null && (exitCode ?? 0) === 0) {
    const long = endedAt === null ? '' : ` after ${lasting(ranMs(session))}`;
    const isNan = verdict?.kinds.includes('nan') === true;
    const kinds = isNan ? (['ended', 'nan'] as const) : (['ended'] as const);
    return { title: `${name} ended${long}`, text, kinds };
  }
  const kinds = kindsOf(session, verdict);
  return { title: `${name} ${howFailed(session, kinds, verdict)}`, text, kinds };
}

/** The words of the output about the end; null where it has none but its last line. */
function causeIn(verdict: WatchAlert | null): string | null {
  if (verdict === null) return null;
  const { text } = verdict;
  if (text === 'finished') return null;
  return /^(?:exit \d+|ended by signal \d+): /.test(text) ? null : text;
}

function howFailed(
  { exitCode, signal }: SessionSummary,
  kinds: readonly AlertKind[],
  verdict: WatchAlert | null,
): string {
  if (kinds.includes('oom')) return 'failed: out of memory';
  if (kinds.includes('time-limit')) return 'was ended: its time limit was reached';
  if (kinds.includes('killed')) return `was killed (${signal ?? `exit ${exitCode}`})`;
  if (verdict?.kinds.includes('crash')) return `crashed (${signal ?? `exit ${exitCode}`})`;
  return signal === null ? `failed with exit ${exitCode}` : `was ended by ${signal}`;
}

const fromWatch: Readonly<Partial<Record<WatchKind, AlertKind>>> = {
  oom: 'oom',
  timeLimit: 'time-limit',
  killed: 'killed',
  nan: 'nan',
};

function kindsOf({ signal, exitCode }: SessionSummary, verdict: WatchAlert | null): AlertKind[] {
  const found = (verdict?.kinds ?? []).map((kind) => fromWatch[kind]);
  const isKilled = signal === 'SIGKILL' || (signal === null && exitCode === 137);
  const all = [...found, isKilled ? 'killed' : undefined].filter((kind) => kind !== undefined);
  const order: readonly AlertKind[] = ['oom', 'time-limit', 'killed', 'nan'];
  return [...order.filter((kind) => all.includes(kind)), 'failed'];
}

function levelOf(kinds: readonly AlertKind[]): AlertLevel {
  if (!kinds.includes('ended')) return 'critical';
  return kinds.includes('nan') ? 'warning' : 'info';
}
