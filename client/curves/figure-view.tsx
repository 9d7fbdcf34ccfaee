// One figure on the page: what it says in words, its picture, and the values at the place that is read.
// What is read and zoomed is shared by all figures of the same x.
import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { withoutDirection } from '../look/direction.ts';
import { type Drawing, draw } from './draw.ts';
import type { LineWords } from './figures.ts';
import { listen } from './gestures.ts';
import { colourOf, dashOf, type Palette } from './palette.ts';
import { type PlotLine, type Range, reachOf, readingsAt, valueAt } from './plot.ts';
import { Readout } from './readout.tsx';
import type { Tick } from './ticks.ts';
import { zoomed } from './window.ts';

/** What figures of the same x have in common. */
export interface SharedX {
  /** What of x is shown; null: all. */
  readonly window: Signal<Range | null>;
  /** The place that is read. */
  readonly cursor: Signal<number | null>;
}

export interface FigureProps {
  readonly title: string;
  readonly heads: readonly LineWords[];
  readonly heard: string;
  readonly lines: readonly PlotLine[];
  readonly y: Range | null;
  readonly log: boolean;
  readonly smooth: boolean;
  readonly xTicks: (range: Range, count: number) => Tick[];
  readonly restarts?: readonly number[];
  readonly chosen?: number | null;
  /** Of all figures that share their x. */
  readonly reach: Range;
  readonly shared: SharedX;
  readonly palette: ReadonlySignal<Palette>;
  /** `step 3,100 · 21:40`. */
  readonly place: (reading: ReturnType<typeof readingsAt>[number]) => string;
  /** To a line of the log; where there is none, null. */
  readonly onLine: ((line: number) => void) | null;
  /** More points are worth having now. */
  readonly onZoom: () => void;
}

const mostHeads = 8;

export function FigureView(props: FigureProps) {
  const { title, heads, heard, palette, shared } = props;
  const colours = palette.value;
  const cursor = shared.cursor.value;
  const readings = cursor === null ? [] : readingsAt(props.lines, cursor);
  return (
    <section class="figure">
      <h2 class="figure-head">
        <span class="figure-title">{withoutDirection(title)}</span>
        {heads.slice(0, mostHeads).map(({ label, colour, words }) => (
          <span key={label} class="figure-value" style={{ color: colourOf(colours, colour) }}>
            {heads.length > 1 && <Swatch {...{ colour, colours }} />}
            {withoutDirection(label)} {words}
          </span>
        ))}
        {heads.length > mostHeads && (
          <span class="figure-more">and {heads.length - mostHeads} more</span>
        )}
      </h2>
      <Plot {...props} heard={heard} />
      {readings.length > 0 && <Readout {...props} readings={readings} />}
    </section>
  );
}

function Swatch({ colour, colours }: { colour: number; colours: Palette }) {
  if (colour < 0) return null;
  const dashed = dashOf(colours, colour).length > 0;
  return <span class={dashed ? 'swatch dashed' : 'swatch'} aria-hidden="true" />;
}

function Plot(props: FigureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const near = useSignal(false);
  const width = useSignal(0);
  const latest = useRef(props);
  latest.current = props;
  const { shared, reach, palette, heard } = props;
  const shown = shared.window.value ?? reach;
  const cursor = cursorOn(props.lines, shared.cursor.value);

  useEffect(() => {
    const surface = canvas.current;
    if (surface === null) return;
    // Canvases far from the screen keep no memory.
    const seen = new IntersectionObserver(
      ([entry]) => {
        near.value = entry?.isIntersecting === true;
      },
      { rootMargin: '400px' },
    );
    const sized = new ResizeObserver(() => {
      width.value = surface.clientWidth;
    });
    seen.observe(surface);
    sized.observe(surface);
    const end = listen(surface, handsOf(latest));
    return () => {
      seen.disconnect();
      sized.disconnect();
      end();
    };
  }, [near, width]);

  useEffect(() => {
    const surface = canvas.current;
    if (surface === null) return;
    if (!near.value) surface.width = 0;
    else paint(surface, palette.value, { ...props, shown, cursor });
  });
  // Read here, so that it is drawn again when they change.
  void [near.value, width.value, palette.value];

  return (
    <canvas
      ref={canvas}
      class="plot"
      role="img"
      aria-label={withoutDirection(heard)}
      tabIndex={0}
      onKeyDown={(event) => keyDown(event, latest.current)}
    />
  );
}

/** The x of the point nearest to the place that is read. */
function cursorOn(lines: readonly PlotLine[], place: number | null): number | null {
  return place === null ? null : (readingsAt(lines, place)[0]?.point.x ?? null);
}

function handsOf(latest: { readonly current: FigureProps }) {
  let start: Range | null = null;
  const shownNow = () => latest.current.shared.window.peek() ?? latest.current.reach;
  return {
    read(place: number) {
      latest.current.shared.cursor.value = valueAt(shownNow(), place);
    },
    hold() {
      start = shownNow();
      latest.current.onZoom();
    },
    zoom(zoom: Parameters<typeof zoomed>[2]) {
      const { shared, reach } = latest.current;
      shared.window.value = zoomed(start ?? shownNow(), reach, zoom);
    },
    reset() {
      latest.current.shared.window.value = null;
      latest.current.shared.cursor.value = null;
    },
  };
}

/** Left and right go from value to value; + and - zoom, 0 and Escape show all. */
function keyDown(event: KeyboardEvent, props: FigureProps): void {
  const { shared, reach, lines } = props;
  const hands = handsOf({ current: props });
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by !== undefined) {
    const longest = lines.reduce<PlotLine | null>(
      (one, other) => (one && one.points.length >= other.points.length ? one : other),
      null,
    );
    const points = longest?.points ?? [];
    const at = points.findIndex(({ x }) => x >= (shared.cursor.peek() ?? reach.to));
    const next = points[Math.min(points.length - 1, Math.max(0, at + by))];
    if (next !== undefined) shared.cursor.value = next.x;
  } else if (event.key === '+' || event.key === '-') {
    const scale = event.key === '+' ? 1.5 : 1 / 1.5;
    hands.hold();
    hands.zoom({ scale, from: 0.5, to: 0.5 });
  } else if (event.key === '0' || event.key === 'Escape') hands.reset();
  else return;
  event.preventDefault();
}

function paint(
  surface: HTMLCanvasElement,
  palette: Palette,
  figure: FigureProps & { readonly shown: Range; readonly cursor: number | null },
): void {
  const context = surface.getContext('2d');
  const { clientWidth: width, clientHeight: height } = surface;
  if (context === null || width === 0) return;
  const ratio = Math.min(3, devicePixelRatio);
  surface.width = Math.round(width * ratio);
  surface.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  draw({ context, palette, width, height, font: fontOf(surface) }, drawingOf(figure));
}

function fontOf(surface: HTMLElement): string {
  return `11px ${getComputedStyle(surface).fontFamily}`;
}

export function drawingOf(
  figure: FigureProps & { readonly shown: Range; readonly cursor: number | null },
): Drawing {
  const { lines, shown, y, log, smooth, xTicks, restarts = [], cursor, chosen = null } = figure;
  return { lines, shown, y, log, smooth, xTicks, restarts, cursor, chosen };
}

/** The reach of several figures. */
export function commonReach(figures: readonly { readonly lines: readonly PlotLine[] }[]): Range {
  return reachOf(figures.flatMap(({ lines }) => lines)) ?? { from: 0, to: 1 };
}
