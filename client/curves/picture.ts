// All figures as one picture to share: as they are looked at, with their headings.
import { withoutDirection } from '../look/direction.ts';
import { type Drawing, draw } from './draw.ts';
import { commonReach } from './figure-view.tsx';
import type { Figure } from './figures.ts';
import { colourOf, type Palette } from './palette.ts';
import type { Range } from './plot.ts';
import { clockTicks, stepTicks } from './ticks.ts';

type PicturedFigure = Pick<Figure, 'title' | 'heads' | 'lines' | 'x' | 'y'>;

export interface PictureParts {
  readonly title: string;
  readonly figures: readonly PicturedFigure[];
  readonly look: { readonly smooth: boolean; readonly log: boolean; readonly palette: Palette };
  readonly restarts: readonly number[];
  /** Where they are not steps and clock times. */
  readonly xTicks?: Drawing['xTicks'];
  readonly shown: Readonly<Record<Figure['x'], Range | null>>;
}

const widthPx = 720;
const plotPx = 240;
const headPx = 34;
const marginPx = 20;
const titlePx = 56;
const ratio = 2;
/** Browsers draw no larger pictures. */
const mostFigures = 24;
const sans = 'system-ui, sans-serif';

/** Null when there is no figure. */
export async function picture(parts: PictureParts): Promise<File | null> {
  const figures = parts.figures.slice(0, mostFigures);
  if (figures.length === 0) return null;
  const { palette } = parts.look;
  const canvas = document.createElement('canvas');
  const each = headPx + plotPx + marginPx;
  canvas.width = widthPx * ratio;
  canvas.height = (titlePx + figures.length * each) * ratio;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.scale(ratio, ratio);
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, widthPx, titlePx + figures.length * each);
  context.fillStyle = palette.text;
  context.font = `600 22px ${sans}`;
  context.fillText(withoutDirection(parts.title), marginPx, 38);
  figures.forEach((figure, i) => {
    context.save();
    context.translate(marginPx, titlePx + i * each);
    drawHead(context, figure, palette);
    context.translate(0, headPx);
    const reach = commonReach(parts.figures.filter(({ x }) => x === figure.x));
    draw(
      { context, palette, width: widthPx - 2 * marginPx, height: plotPx, font: `12px ${sans}` },
      {
        ...{ lines: figure.lines, y: figure.y, log: parts.look.log },
        smooth: parts.look.smooth && figure.y === null,
        shown: parts.shown[figure.x] ?? reach,
        xTicks: parts.xTicks ?? (figure.x === 'step' ? stepTicks : clockTicks),
        ...{ restarts: parts.restarts, cursor: null, chosen: null },
      },
    );
    context.restore();
  });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob && new File([blob], `${parts.title}-curves.png`, { type: 'image/png' });
}

function drawHead(
  context: CanvasRenderingContext2D,
  figure: PicturedFigure,
  palette: Palette,
): void {
  let at = 0;
  const write = (words: string, weight: number, colour: string) => {
    context.font = `${weight} 15px ${sans}`;
    context.fillStyle = colour;
    context.fillText(words, at, 20, widthPx - 2 * marginPx - at);
    at = Math.min(widthPx - 3 * marginPx, at + context.measureText(words).width + 12);
  };
  write(withoutDirection(figure.title), 600, palette.text);
  for (const { label, colour, words } of figure.heads) {
    write(withoutDirection(`${label} ${words}`.trim()), 400, colourOf(palette, colour));
  }
}
