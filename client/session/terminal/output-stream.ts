// The rule of the output stream, apart from what paints it: every byte once, in order, or start
// again from what is known. Pure: what arrived in, what to do out.

import type { OwnedSize } from '../../../server/protocol/host.ts';
import type { AttachStart, GatewayToPage, ScreenSnapshot } from '../../../server/protocol/page.ts';

type Event<Name extends keyof GatewayToPage> = Parameters<GatewayToPage[Name]>[0];

export type Step =
  /** Paint this over everything. */
  | { readonly kind: 'paint'; readonly snapshot: ScreenSnapshot }
  /** Write these bytes; everything before `to` is painted then. */
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly to: number }
  | { readonly kind: 'resize'; readonly size: OwnedSize }
  /** Something is missing: leave that viewer and attach anew from `cursor`. */
  | { readonly kind: 'attach'; readonly left: number | null }
  | { readonly kind: 'end' }
  | { readonly kind: 'nothing' };

const nothing: Step = { kind: 'nothing' };

export class OutputStream {
  /** This page's attachment; null while there is none. */
  viewer: number | null = null;
  /** Everything before this offset was handed on for painting; null before the first snapshot. */
  cursor: number | null = null;
  /** What is painted is drawn at it. */
  #size: OwnedSize | null = null;
  /** The terminal wrapped its lines anew by itself: only the screen that follows is right. */
  #reshaped = false;

  started(start: AttachStart): Step {
    this.viewer = start.viewer;
    if (start.kind === 'snapshot') return this.#paint(start.snapshot);
    if (start.offset === this.cursor && !this.#reshapes(start.size))
      return { kind: 'resize', size: start.size };
    this.cursor = null;
    return this.#broken();
  }

  output({ viewer, from, bytes }: Event<'output'> & { readonly bytes: Uint8Array }): Step {
    if (viewer !== this.viewer) return nothing;
    if (from !== this.cursor) return this.#broken();
    this.cursor = from + bytes.length;
    return { kind: 'write', bytes, to: this.cursor };
  }

  snapshot({ viewer, snapshot }: Event<'snapshot'>): Step {
    return viewer === this.viewer ? this.#paint(snapshot) : nothing;
  }

  resized({ viewer, offset, size }: Event<'resized'>): Step {
    if (viewer !== this.viewer) return nothing;
    // One that is told late is in force all the same; one for bytes not yet here means some are missing.
    if (offset > (this.cursor ?? -1)) return this.#broken();
    if (this.#reshapes(size)) this.#reshaped = true;
    this.#size = size;
    return { kind: 'resize', size };
  }

  ended({ viewer }: Event<'ended'>): Step {
    return viewer === this.viewer ? { kind: 'end' } : nothing;
  }

  /** The connection is gone, and the viewer with it; the cursor stays good if what is painted is. */
  lost(): void {
    this.viewer = null;
    if (this.#reshaped) this.cursor = null;
  }

  #reshapes({ cols, rows }: OwnedSize): boolean {
    return this.#size !== null && (this.#size.cols !== cols || this.#size.rows !== rows);
  }

  #paint(snapshot: ScreenSnapshot): Step {
    this.#size = snapshot.size;
    this.#reshaped = false;
    this.cursor = snapshot.offset;
    return { kind: 'paint', snapshot };
  }

  #broken(): Step {
    const left = this.viewer;
    this.lost();
    return { kind: 'attach', left };
  }
}
