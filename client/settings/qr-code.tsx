// A QR code, drawn as one shape: black on white with its quiet zone in both themes, since not every
// camera reads light on dark.
import { encode } from 'uqr';

/** In modules: what the standard asks for. */
const quietZone = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: quietZone });
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
    >
      <path d={darkModules(data)} />
    </svg>
  );
}

/** One rectangle for each run of dark modules in a row. */
function darkModules(rows: readonly (readonly boolean[])[]): string {
  const shapes: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x]) x++;
      shapes.push(`M${from} ${y}h${x - from}v1H${from}z`);
    }
  }
  return shapes.join('');
}
