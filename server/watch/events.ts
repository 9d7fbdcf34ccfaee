// What happened, bounded: the first ones and the newest stay. The same again is counted, not told again.
import type { WatchEvent, WatchState } from './state.ts';

const [maxEvents, firstEvents, maxText] = [200, 20, 300];
/** The same words again within so many of the newest events are the same event. */
const nearEvents = 12;

export function addEvent(
  state: WatchState,
  event: Omit<WatchEvent, 'count' | 'follows'> & { readonly follows?: boolean },
): WatchEvent {
  const text = event.text
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .slice(0, maxText)
    .trim();
  const same = state.events
    .slice(-nearEvents)
    .findLast(
      (one) => one.kind === event.kind && one.text === text && one.serious === event.serious,
    );
  if (same !== undefined) {
    same.count++;
    Object.assign(same, { offset: event.offset, time: event.time });
    return same;
  }
  const added = { follows: false, ...event, text, count: 1 };
  state.events.push(added);
  if (state.events.length > maxEvents) state.events.splice(firstEvents, 1);
  return added;
}
