// The lower part of a card: how far the run is and how good, as a thin bar and a line of words.
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { Headline, WatchSummary } from '../../server/protocol/watch.ts';
import { withoutDirection } from '../look/direction.ts';
import { valueInWords } from '../look/number-words.ts';
import { progressInWords, reachedInWords, trendOf, troubleInWords } from '../look/watch-words.ts';
import { useOutlive } from '../outlive.ts';

export function WatchRow({
  session,
  watch,
  isNew,
}: {
  session: SessionSummary;
  watch: WatchSummary | null;
  /** It failed, and this device has not looked at it. */
  isNew: boolean;
}) {
  const { clock } = useOutlive();
  const going = session.state !== 'ended';
  const { progress = null, headline = null } = watch ?? {};
  const words =
    progress && (going ? progressInWords(progress, clock.now()) : reachedInWords(progress));
  const trouble = going && watch !== null ? troubleInWords(watch) : null;
  if (!words && !headline && !trouble && !isNew) return null;
  const share = going ? (progress?.fraction ?? null) : null;
  return (
    <>
      {share !== null && (
        <span class={`card-progress ${progress?.state ?? ''}`} aria-hidden="true">
          <span style={{ transform: `scaleX(${share})` }} />
        </span>
      )}{' '}
      <span class="card-watch">
        <span class="card-how-far">{words}</span>{' '}
        {trouble && <span class="card-trouble">{trouble}</span>}{' '}
        {headline && <HeadlineWords headline={headline} going={going} />}{' '}
        {isNew && <span class="card-new">new</span>}
      </span>
    </>
  );
}

function HeadlineWords({ headline, going }: { headline: Headline; going: boolean }) {
  const trend = going ? trendOf(headline) : null;
  return (
    <span class="card-headline">
      <span class="card-metric">{withoutDirection(headline.name)}</span>{' '}
      <span class={headline.value === null ? 'bad' : ''}>{valueInWords(headline.value)}</span>
      {trend && (
        <span class={trend.tone}>
          <span aria-hidden="true"> {trend.arrow}</span>
          <span class="heard"> {trend.heard}</span>
        </span>
      )}
    </span>
  );
}
