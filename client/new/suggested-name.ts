// The names a new session is offered: what its command is called, counted up past every name that is
// known, so that no ended session has to give up its own.
import {
  comfortableNameLength,
  countUp,
  maxNameLength,
  nameFromCommand,
  parseSessionName,
  type SessionName,
} from '../../server/protocol/names.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { fillIn } from './values/placeholders.ts';

type Named = Pick<SessionSummary, 'name' | 'command' | 'created'>;

/** Empty for an empty command. A program that ran as `exp01` lately is offered `exp02`. */
export function suggestName(command: string, sessions: readonly Named[]): string {
  if (command.trim() === '') return '';
  const made = nameFromCommand(command);
  const [latest] = sessions
    .filter((session) => session.command !== '' && nameFromCommand(session.command) === made)
    .sort((a, b) => (a.created < b.created ? 1 : -1));
  const last = latest === undefined ? made : firstOf(latest.name);
  const isSeries = /\d$/.test(last) && last.length <= comfortableNameLength;
  return countUp(isSeries ? last : made, taken(sessions));
}

/** For a session that is run again. */
export function suggestAgain(name: SessionName, sessions: readonly Named[]): SessionName {
  return countUp(firstOf(name), new Set([...taken(sessions), firstOf(name)]));
}

/** The name a preset brings, or the next one of its series. One with placeholders stays as it is. */
export function freeName(name: string, sessions: readonly Named[]): string {
  const parsed = parseSessionName(name);
  return parsed === null ? name : countUp(parsed, taken(sessions));
}

/** One name a job of a sweep. `{lr}` in the name puts the value there; else they are counted up. */
export function sweepNames(
  name: string,
  jobs: readonly Readonly<Record<string, string>>[],
  sessions: readonly Named[],
): readonly string[] {
  if (jobs.length < 2 && fillIn(name, jobs[0] ?? {}) === name) return [name];
  const known = taken(sessions);
  return jobs.map((values) => {
    const filled = fillIn(name, values);
    const wanted = parseSessionName(asName(filled));
    if (wanted === null) return name;
    const free = filled === name ? countUp(wanted, known) : apart(wanted, known);
    known.add(free);
    return free;
  });
}

export function nameHint(name: string, suggested: boolean): string {
  if (name.length > comfortableNameLength) {
    return `Names of up to ${comfortableNameLength} characters read better on a phone.`;
  }
  if (name === '') return 'Leave it empty to have one made from the command.';
  return suggested ? 'Suggested; change it as you like.' : 'Short names read better on a phone.';
}

/** A later session of the same name has `train` renamed to `train.1`. */
function firstOf(name: SessionName): SessionName {
  return parseSessionName(name.replace(/\.\d+$/, '')) ?? name;
}

function taken(sessions: readonly Named[]): Set<string> {
  return new Set(sessions.flatMap(({ name }) => [name, firstOf(name)]));
}

/** `lr0.1` counted up would be another value: it becomes `lr0.1-2`. */
function apart(name: SessionName, known: ReadonlySet<string>): SessionName {
  const second = parseSessionName(`${name.slice(0, maxNameLength - 3)}-2`);
  return known.has(name) && second !== null ? countUp(second, known) : name;
}

/** A value may hold what a name cannot: `runs/a b` becomes `runs-a-b`. */
function asName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, maxNameLength);
}
