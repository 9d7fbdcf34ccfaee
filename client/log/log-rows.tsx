// What fills the scroller: the rows around the screen, or, until the first of them have come, the
// last screen this device kept.
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { isDark } from '../look/theme.ts';
import { agoInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { createLooks } from './colours.ts';
import type { LastScreen } from './last-screen.ts';
import { lineText } from './line-text.tsx';
import type { Reader } from './reader.ts';
import { RowPainter, widestOf } from './rows.tsx';
import type { Drawn } from './scroller.ts';

const fitsAlways = () => true;

export function LogRows({
  reader,
  kept,
  fontPx,
}: {
  reader: Reader | null;
  kept: LastScreen | null;
  fontPx: number;
}) {
  const { appearance } = useOutlive();
  const deviceChanged = useSignal(0);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: light)');
    const changed = () => {
      deviceChanged.value++;
    };
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, [deviceChanged]);
  const dark = deviceChanged.value >= 0 && isDark(appearance.chosen.value);
  const lookOf = useMemo(() => createLooks(dark), [dark]);
  const drawn = reader?.view.drawn.value ?? null;

  const keptScreen = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scroller = keptScreen.current?.closest('.log');
    if (reader !== null && keptScreen.current !== null) reader.view.toFoot();
    else if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }, [kept, reader]);

  if (reader === null || drawn === null || reader.tail.value === null) {
    if (kept === null) return null;
    return (
      <div
        ref={keptScreen}
        class="log-kept"
        style={{ fontSize: `${fontPx}px`, lineHeight: `${Math.round(fontPx * 1.5)}px` }}
      >
        {kept.lines.map(({ text, spans }, i) => (
          <div key={i} class="log-kept-line">
            {text === '' ? (
              <br />
            ) : (
              lineText({ text, spans, marks: [] }, { lookOf, fits: fitsAlways })
            )}
          </div>
        ))}
      </div>
    );
  }
  return <DrawnRows reader={reader} drawn={drawn} lookOf={lookOf} />;
}

function DrawnRows({
  reader,
  drawn,
  lookOf,
}: {
  reader: Reader;
  drawn: Drawn;
  lookOf: ReturnType<typeof createLooks>;
}) {
  const painter = useMemo(() => new RowPainter(), [reader]);
  const widest = useRef(0);
  const finding = reader.finding.value;
  const findIn = finding?.findIn ?? null;
  const markedTo = finding?.markedTo ?? 0;
  const { type, extent, base } = drawn;
  if (type.width === 0) widest.current = Math.max(widest.current, widestOf(drawn));
  const rows = painter.paint(drawn, {
    ...{ lookOf, findIn, fits: reader.glyphs.fits },
    isMatch: (line) => line < markedTo,
    current: finding?.current == null ? null : (finding.lines[finding.current] ?? null),
    chosen: reader.chosen.value,
  });
  const gutterPx = type.gutter * type.cellPx;
  const cells = type.width === 0 ? widest.current + 1 : type.width + 0.5;
  const style = {
    '--log-font': `${type.fontPx}px`,
    '--log-row': `${type.rowPx}px`,
    '--log-gutter': `${gutterPx}px`,
    '--log-width': `${cells * type.cellPx + gutterPx}px`,
  };
  return (
    <div class="log-rows" data-wrap={type.width > 0} data-times={type.gutter > 0} style={style}>
      {extent.divider !== null && (
        <Divider reader={reader} top={(extent.divider - base) * type.rowPx} />
      )}
      {rows}
    </div>
  );
}

/** Over a window's edge it is simply out of sight. */
function Divider({ reader, top }: { reader: Reader; top: number }) {
  const { clock } = useOutlive();
  const unseen = reader.seen.unseen.value;
  if (unseen === null) return null;
  return (
    <div class="seen-divider" style={{ top: `${top}px` }}>
      since you last looked, {agoInWords(clock.device() - unseen.since)}
    </div>
  );
}
