// The values at the place that is read, and the way to where they stand in the log.
import { withoutDirection } from '../look/direction.ts';
import { valueInWords } from '../look/number-words.ts';
import { colourOf, type Palette } from './palette.ts';
import type { Reading } from './plot.ts';

const mostValues = 8;

export function Readout({
  readings,
  heads,
  palette,
  place,
  onLine,
}: {
  /** The nearest first. */
  readings: readonly Reading[];
  heads: readonly { readonly label: string }[];
  palette: { readonly value: Palette };
  place: (reading: Reading) => string;
  onLine: ((line: number) => void) | null;
}) {
  const [nearest] = readings;
  if (nearest === undefined) return null;
  const colours = palette.value;
  const { line } = nearest.point;
  const alone = heads.length <= 1;
  // In the order of the heading.
  const values = readings
    .slice()
    .sort((a, b) => a.line.colour - b.line.colour)
    .slice(0, mostValues);
  return (
    <p class="readout" aria-live="polite">
      <span class="readout-words">
        {place(nearest)}
        {values.map(({ line: { label, colour }, point }) => (
          <span key={label}>
            {' · '}
            <span style={{ color: colourOf(colours, colour) }}>
              {alone ? '' : `${withoutDirection(label)} `}
              {valueInWords(point.y, 4)}
            </span>
          </span>
        ))}
      </span>
      {onLine !== null && line !== null && (
        <button type="button" class="in-log" onClick={() => onLine(line)}>
          in the log<span aria-hidden="true"> ›</span>
        </button>
      )}
    </p>
  );
}
