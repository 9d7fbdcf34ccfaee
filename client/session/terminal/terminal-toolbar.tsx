// How large the terminal's text is on this device, how large the terminal is for everybody and whose
// size that is, and the way to its text.
import type { Size } from '../../../server/protocol/session.ts';
import { keepFocus } from '../keep-focus.ts';
import type { FontSize } from './font-size.ts';

/** `onFit`: null when the size cannot change any more. */
export function TerminalToolbar({
  size,
  font,
  onSelect,
  onFit,
}: {
  size: Size & { readonly owner?: string };
  font: FontSize;
  onSelect: () => void;
  onFit: (() => void) | null;
}) {
  const change = (byPx: number) => font.set(font.value.value + byPx);
  return (
    <div class="terminal-toolbar" role="toolbar" aria-label="Terminal" {...keepFocus}>
      <button
        type="button"
        class="icon-button"
        aria-label="Smaller text"
        onClick={() => change(-1)}
      >
        A−
      </button>
      <button
        type="button"
        class="icon-button larger"
        aria-label="Larger text"
        onClick={() => change(1)}
      >
        A+
      </button>
      <p class="terminal-size" role="status">
        {size.cols} × {size.rows}
        {size.owner && <small>{size.owner}</small>}
      </p>
      <button type="button" class="button slim quiet" onClick={onSelect}>
        Select
      </button>
      {onFit && (
        <button
          type="button"
          class="button slim quiet"
          aria-label="Fit to this screen"
          onClick={onFit}
        >
          Fit
        </button>
      )}
    </div>
  );
}
