// Draws a figure: a grid with numbers, its lines, marks and the place that is read. Knows canvases and
// nothing of sessions.
import { colourOf, dashOf, type Palette } from './palette.ts';
import {
  heightOf,
  type PlotLine,
  type PlotPoint,
  placeIn,
  pointsIn,
  type Range,
  smoothed,
} from './plot.ts';
import { logTicks, roundTicks, type Tick } from './ticks.ts';

export interface Drawing {
  readonly lines: readonly PlotLine[];
  /** What of x is shown. */
  readonly shown: Range;
  /** Null: as high as what is shown. */
  readonly y: Range | null;
  readonly log: boolean;
  readonly smooth: boolean;
  readonly xTicks: (range: Range, count: number) => Tick[];
  /** Where it was started again, in x. */
  readonly restarts: readonly number[];
  /** The place that is read, in x. */
  readonly cursor: number | null;
  /** The colour of the line that stands out, null when all do. */
  readonly chosen: number | null;
}

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** CSS px. */
  readonly width: number;
  readonly height: number;
  readonly font: string;
}

/** Below the lines, for the numbers of x. */
const footPx = 18;
const topPx = 4;
/** A figure's lines end this far from its edges. */
export const sidePx = 2;
const tickEveryPx = { x: 84, y: 44 };

interface Frame extends Sheet {
  readonly drawing: Drawing;
  readonly y: Range;
  readonly left: (x: number) => number;
  /** Null where a value has no place: none of 0 or less on a log scale. */
  readonly top: (y: number) => number | null;
}

export function draw(sheet: Sheet, drawing: Drawing): void {
  const { width, height } = sheet;
  const y = drawing.y ?? heightOf(drawing.lines, drawing.shown, drawing.log);
  const log = drawing.log && drawing.y === null;
  const room = { x: width - 2 * sidePx, y: height - footPx - topPx };
  const frame: Frame = {
    ...{ ...sheet, drawing, y },
    left: (x) => sidePx + (placeIn(drawing.shown, x) ?? 0) * room.x,
    top: (value) => {
      const place = placeIn(y, value, log);
      return place === null ? null : topPx + (1 - place) * room.y;
    },
  };
  drawGrid(frame, log);
  drawMarks(frame);
  const { context } = sheet;
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height - footPx + 1);
  context.clip();
  for (const line of drawing.lines) drawLine(frame, line);
  context.restore();
  drawNumbers(frame, log);
  drawCursor(frame);
}

function drawGrid(frame: Frame, log: boolean): void {
  const { context, palette, width, height, drawing, left, top, font } = frame;
  const bottom = height - footPx;
  context.font = font;
  context.lineWidth = 1;
  const count = Math.max(2, Math.floor(width / tickEveryPx.x));
  context.strokeStyle = palette.grid;
  context.fillStyle = palette.muted;
  for (const { value } of yTicks(frame, log)) {
    const at = Math.round(top(value) ?? 0) + 0.5;
    line(context, [0, at], [width, at]);
  }
  line(context, [0, bottom + 0.5], [width, bottom + 0.5]);
  context.textBaseline = 'alphabetic';
  for (const { value, words } of drawing.xTicks(drawing.shown, count)) {
    const at = left(value);
    const half = context.measureText(words).width / 2;
    // Words that would be cut stand at the edge.
    const middle = Math.min(width - half, Math.max(half, at));
    context.textAlign = 'center';
    context.fillText(words, middle, height - 4);
    line(context, [Math.round(at) + 0.5, bottom], [Math.round(at) + 0.5, bottom + 4]);
  }
}

function yTicks({ y, height }: Frame, log: boolean): Tick[] {
  const count = Math.max(2, Math.floor((height - footPx - topPx) / tickEveryPx.y));
  return log ? logTicks(y, count) : roundTicks(y, count);
}

/** Over the lines: what they mean is read off here. */
function drawNumbers(frame: Frame, log: boolean): void {
  const { context, palette, width, top, font } = frame;
  context.font = font;
  context.fillStyle = palette.muted;
  context.textAlign = 'right';
  for (const { value, words } of yTicks(frame, log)) {
    const at = Math.round(top(value) ?? 0);
    const below = at < 16;
    context.textBaseline = below ? 'top' : 'bottom';
    halo(context, palette, words, [width - sidePx, below ? at + 3 : at - 2]);
  }
}

/** Where the program was started again, and where a value was none. */
function drawMarks(frame: Frame): void {
  const { context, palette, height, drawing, left } = frame;
  const bottom = height - footPx;
  context.save();
  context.strokeStyle = palette.muted;
  context.setLineDash([1, 4]);
  for (const x of drawing.restarts) {
    const at = Math.round(left(x)) + 0.5;
    line(context, [at, topPx], [at, bottom]);
  }
  context.restore();
  context.fillStyle = palette.bad;
  for (const { points } of drawing.lines) {
    for (const { x, y } of pointsIn(points, drawing.shown)) {
      if (y === null) context.fillRect(left(x) - 1, bottom - 7, 2, 7);
    }
  }
}

function drawLine(frame: Frame, { points, colour }: PlotLine): void {
  const { context, palette, drawing } = frame;
  const { shown, smooth, chosen } = drawing;
  const raw = pointsIn(points, shown);
  context.strokeStyle = colourOf(palette, colour);
  context.lineJoin = 'round';
  context.setLineDash(dashOf(palette, colour));
  const strength = chosen === null || chosen === colour ? 1 : 0.25;
  if (smooth) {
    context.globalAlpha = 0.28 * strength;
    context.lineWidth = 1;
    trace(frame, raw);
  }
  context.globalAlpha = strength;
  context.lineWidth = chosen === colour ? 2.5 : 1.75;
  trace(frame, smooth ? pointsIn(smoothed(points), shown) : raw);
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** A line with a gap where there is no value; a value between two gaps is a dot. */
function trace({ context, left, top }: Frame, points: readonly PlotPoint[]): void {
  context.beginPath();
  const places = points.map(({ x, y }) => {
    const at = y === null ? null : top(y);
    return at === null ? null : ([left(x), at] as const);
  });
  places.forEach((place, i) => {
    if (place === null) return;
    const [x, y] = place;
    if (i > 0 && places[i - 1] !== null) context.lineTo(x, y);
    else if (i < places.length - 1 && places[i + 1] !== null) context.moveTo(x, y);
    else {
      context.moveTo(x + 2, y);
      context.arc(x, y, 2, 0, 7);
    }
  });
  context.stroke();
}

function drawCursor(frame: Frame): void {
  const { context, palette, height, drawing, left, top } = frame;
  const { cursor, lines, shown } = drawing;
  if (cursor === null || cursor < shown.from || cursor > shown.to) return;
  const at = Math.round(left(cursor)) + 0.5;
  context.save();
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  line(context, [at, topPx], [at, height - footPx]);
  context.restore();
  for (const { points, colour } of lines) {
    const point = points.find(({ x }) => x === cursor);
    const y = point?.y == null ? null : top(point.y);
    if (y === null) continue;
    context.beginPath();
    context.arc(left(cursor), y, 4, 0, 7);
    context.fillStyle = colourOf(palette, colour);
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = palette.ground;
    context.stroke();
  }
}

/** A number that stays readable where a line passes behind it. */
function halo(
  context: CanvasRenderingContext2D,
  palette: Palette,
  words: string,
  [x, y]: readonly [number, number],
): void {
  context.save();
  context.strokeStyle = palette.ground;
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeText(words, x, y);
  context.restore();
  context.fillText(words, x, y);
}

function line(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}
