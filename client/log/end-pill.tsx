// The way back to the end, for whoever has left it: it says how many lines came since.
import { inThousands } from './notices.ts';
import type { Reader } from './reader.ts';

export function EndPill({ reader }: { reader: Reader }) {
  const { from, to } = reader.view.visible.value;
  const news = reader.news.value;
  const rows = reader.view.drawn.value?.extent.rows ?? 0;
  const away = rows - to > to - from;
  if (reader.view.follow.value.kind === 'following' || (news === 0 && !away)) return null;
  return (
    <button
      type="button"
      class={`end-pill ${news > 0 ? 'news' : ''}`}
      aria-label={news > 0 ? `${inThousands(news)} new, go to the end` : 'Go to the end'}
      onClick={() => reader.view.toEnd()}
    >
      {news > 0 ? `${inThousands(news)} new ↓` : 'End ↓'}
    </button>
  );
}
