// How large the terminal's text is on this device, and how large the terminal is for everybody.
import type { Size } from '../../../server/protocol/session.ts';
import type { FontSize } from './font-size.ts';

/** `onFit`: null when the size cannot change any more. */
export function TerminalToolbar({
  size,
  font,
  onFit,
}: {
  size: Size & { readonly owner?: string };
  font: FontSize;
  onFit: (() => void) | null;
}) {
  return (
    <div class="terminal-toolbar" role="toolbar" aria-label="Terminal">
      <button
        type="button"
        class="icon-button"
        aria-label="Smaller text"
        onClick={() => font.change(-1)}
      >
        A−
      </button>
      <button
        type="button"
        class="icon-button larger"
        aria-label="Larger text"
        onClick={() => font.change(1)}
      >
        A+
      </button>
      <span class="terminal-size">
        {size.cols} × {size.rows}
        {size.owner ? ` · ${size.owner}` : ''}
      </span>
      {onFit && (
        <button type="button" class="button slim quiet" onClick={onFit}>
          Fit to this screen
        </button>
      )}
    </div>
  );
}
