// A handle at the right edge for logs that are too long to flick through. It stands where one reads
// in the whole log, shows while one scrolls, and can be dragged to any place of it.
import type { ReadonlySignal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { inThousands } from './notices.ts';
import type { RowRange } from './range-cache.ts';

/** Shorter logs do without. */
const fewestScreens = 8;
const lingerMs = 1600;
const handlePx = 48;

export function Scrubber({
  visible,
  rows,
  line,
  onDrag,
}: {
  visible: ReadonlySignal<RowRange>;
  rows: number;
  /** The number of the line at the top, null while it is not known. */
  line: number | null;
  /** To a part of the log, from 0 to 1. */
  onDrag: (part: number) => void;
}) {
  const track = useRef<HTMLDivElement>(null);
  const shown = useSignal(false);
  const dragging = useSignal(false);
  const { from, to } = visible.value;
  const room = Math.max(1, rows - (to - from));
  const part = Math.min(1, from / room);
  const useful = rows > (to - from) * fewestScreens;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let first = true;
    const end = visible.subscribe(() => {
      if (first) {
        first = false;
        return;
      }
      shown.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        shown.value = false;
      }, lingerMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [visible, shown]);

  const drag = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box || !dragging.value) return;
    const at = (event.clientY - box.top - handlePx / 2) / Math.max(1, box.height - handlePx);
    onDrag(Math.min(1, Math.max(0, at)));
  };
  if (!useful) return null;
  return (
    <div class="scrubber" ref={track} data-shown={shown.value || dragging.value} aria-hidden="true">
      <div
        class="scrubber-handle"
        style={{ top: `calc((100% - ${handlePx}px) * ${part})` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          dragging.value = true;
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          dragging.value = false;
        }}
        onPointerCancel={() => {
          dragging.value = false;
        }}
      >
        {dragging.value && (
          <span class="scrubber-label">
            {line === null ? `${Math.round(part * 100)} %` : `line ${inThousands(line + 1)}`}
          </span>
        )}
      </div>
    </div>
  );
}
