// Several alerts as one: "6 of 8 ended, 2 failed". Pure.
import type { Alert, AlertLevel } from '../protocol/alerts.ts';
import type { Message } from './channels/channel.ts';
import { keyOf } from './key.ts';
import { bodyText, titleText } from './words.ts';

const levels: readonly AlertLevel[] = ['info', 'warning', 'critical'];
const named = 12;

/** `alerts`: at least one, oldest first. `wereHeld`: by quiet hours that are over. */
export function messageOf(alerts: readonly Alert[], { wereHeld = false } = {}): Message {
  const [first] = alerts;
  if (first === undefined) throw new Error('a message is of one alert or more');
  if (alerts.length === 1) return { ...first, path: pathOf(first) };
  const worst = alerts.reduce((one, other) => (rank(other) > rank(one) ? other : one));
  const isOne = alerts.every(({ session }) => session !== null && session === first.session);
  const ids = alerts.map(({ id }) => id);
  const counts = isOne ? `${first.name}: ${alerts.length} alerts` : countsOf(alerts);
  return {
    ...worst,
    id: keyOf('group', ids.join(' ')),
    of: ids,
    ...(isOne ? { path: pathOf(worst) } : { session: null, name: '', line: null, path: '/alerts' }),
    title: titleText(wereHeld ? `During quiet hours: ${counts}` : counts),
    text: bodyText(
      alerts
        .slice(0, named)
        .map(({ title }) => title)
        .join(' · '),
    ),
    at: alerts.at(-1)?.at ?? first.at,
  };
}

const rank = ({ level }: Alert) => levels.indexOf(level);

function pathOf({ session, name, line }: Alert): string {
  if (session === null) return '/alerts';
  return `/s/${encodeURIComponent(name)}${line === null ? '' : `?line=${line}`}`;
}

function countsOf(alerts: readonly Alert[]): string {
  const ends = alerts.filter(isEnd);
  const well = ends.filter(({ kind }) => kind === 'ended').length;
  const failed = ends.length - well;
  const others = alerts.length - ends.length;
  if (ends.length === 0) return `${others} alerts`;
  const more = others === 0 ? '' : `, ${others} other alert${others === 1 ? '' : 's'}`;
  if (failed === 0) return `${well} ended${more}`;
  return well === 0
    ? `${failed} failed${more}`
    : `${well} of ${ends.length} ended, ${failed} failed${more}`;
}

function isEnd({ kind, kinds = [] }: Alert): boolean {
  return [kind, ...kinds].some((one) => ['ended', 'failed', 'lost'].includes(one));
}
