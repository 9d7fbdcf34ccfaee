// A line's text as it is drawn: coloured, its links tappable, its matches marked. Real text, and
// nothing but the line's own text, so that what is selected is what was written.
import type { ComponentChild, CSSProperties } from 'preact';
import type { LogLink, LogSpan } from '../../server/protocol/log-page.ts';
import type { LookOf } from './colours.ts';
import type { TextRange } from './finding.ts';
import { linksOf } from './links.ts';
import { cutLine, type Piece } from './pieces.ts';

export interface TextParts {
  readonly text: string;
  readonly spans: readonly LogSpan[];
  readonly links?: readonly LogLink[] | undefined;
  readonly marks: readonly TextRange[];
}

export interface Drawing {
  readonly lookOf: LookOf;
  readonly fits: (character: string) => boolean;
}

export function lineText(
  { text, spans, links: made, marks }: TextParts,
  drawing: Drawing,
): ComponentChild[] {
  const links = linksOf(text, made);
  const { fits } = drawing;
  return cutLine({ text, spans, links, marks, fits }).map((piece, i) => drawn(piece, i, drawing));
}

/** As long as the control and as wide, that is not at all; a mark shows where it stands. */
function Turn({ control }: { control: string }) {
  const code = control.charCodeAt(0).toString(16).toUpperCase();
  return (
    <span class="direction" title={`U+${code}, a control of direction, has no effect here`}>
      {'\u2060'}
    </span>
  );
}

function drawn(piece: Piece, key: number, { lookOf }: Drawing): ComponentChild {
  const { text, look, link, marked, box } = piece;
  if (box === 'direction') return <Turn key={key} control={text} />;
  if (look === null && link === null && !marked && box === 0) return text;
  const style: CSSProperties | undefined =
    look === null || marked ? undefined : lookOf(look[2], look[3], look[4]);
  const boxClass = box === 0 ? '' : box === 2 ? 'wide' : 'narrow';
  if (link !== null) {
    return (
      // A real link would open at a slip of the thumb, and turn a long press into its own menu.
      // biome-ignore lint/a11y/useSemanticElements: see above
      <span
        key={key}
        role="link"
        tabIndex={0}
        class={['log-link', marked && 'match', boxClass].filter(Boolean).join(' ')}
        style={style}
        data-link={link}
      >
        {text}
      </span>
    );
  }
  if (marked)
    return (
      <mark key={key} class={boxClass === '' ? 'match' : `match ${boxClass}`}>
        {text}
      </mark>
    );
  return (
    <span key={key} class={boxClass || undefined} style={style}>
      {text}
    </span>
  );
}
