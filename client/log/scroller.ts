// Puts the log into one native scroller: as high as the log, only the rows around the screen drawn.
// The browser scrolls; this never measures rows, never prepends, and writes the position only at
// rest or when a tap asked for it.
import { signal } from '@preact/signals';
import type { LogLine } from '../../server/protocol/log-page.ts';
import { type Anchor, anchorAt, rowOf } from './anchor.ts';
import { afterScroll, type Follow, following } from './follow.ts';
import {
  type DrawRequest,
  type Extent,
  isEnough,
  rowIn,
  rowsToDraw,
  slotOf,
  slotsIn,
} from './geometry.ts';
import type { PlacedLive } from './live-lines.ts';
import { Motion } from './motion.ts';
import type { RowRange } from './range-cache.ts';
import type { Reading } from './reading.ts';
import { type Selected, SelectedLines } from './selected-lines.ts';
import type { TextType } from './text-type.ts';
import { Track } from './track.ts';

export interface Drawn {
  readonly type: TextType;
  readonly lines: readonly LogLine[];
  readonly live: readonly PlacedLive[];
  readonly base: number;
  readonly extent: Extent;
}

export interface ScrollerParts {
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly reading: Reading;
  /** The rows on the screen, whenever they may have changed. */
  shown(visible: RowRange): void;
  /** Nobody moves it any more: what had to wait for that may be done. */
  rested(): void;
}

const nothingDrawn: RowRange = { from: 0, to: 0 };

export class LogScroller {
  readonly drawn = signal<Drawn | null>(null);
  readonly follow = signal<Follow>(following);
  /** The rows on the screen. */
  readonly visible = signal<RowRange>(nothingDrawn);
  readonly #parts: ScrollerParts;
  readonly #motion: Motion;
  readonly #track: Track;
  readonly #observer: ResizeObserver;
  readonly #selected = new SelectedLines();
  /** It followed the end until something was selected. */
  #followed = false;
  #type: TextType | null = null;
  #divider: number | null = null;
  #range = nothingDrawn;
  #top = 0;
  #direction: -1 | 0 | 1 = 0;

  constructor(parts: ScrollerParts) {
    this.#parts = parts;
    const { scroller } = parts;
    this.#motion = new Motion({
      scroller,
      now: () => performance.now(),
      scrolled: () => this.#scrolled(),
      rested: () => this.#rested(),
    });
    this.#track = new Track({ scroller, spacer: parts.spacer, motion: this.#motion });
    this.#observer = new ResizeObserver(() => this.update());
    this.#observer.observe(scroller);
  }

  get type(): TextType | null {
    return this.#type;
  }

  get divider(): number | null {
    return this.#divider;
  }

  /** The tail or the lines at hand changed, or there is more or less room. */
  update(): void {
    if (this.#type === null) return;
    this.#track.fit(slotsIn(this.#extent));
    if (this.follow.value.kind === 'following' && this.#motion.resting) this.#putAtEnd();
    this.#draw(true);
  }

  toEnd(): void {
    this.follow.value = following;
    this.#putAtEnd();
    this.#draw(true);
  }

  /** Something else than rows is shown: to its end. */
  toFoot(): void {
    this.#motion.put(this.#parts.scroller.scrollHeight);
    this.#stand();
  }

  /** Brings a row to `part` of the screen's height. Stops what momentum there is: a tap asked for it. */
  toRow(row: number, part = 0.3): void {
    this.#toSlot(slotOf(row, this.#extent), part);
  }

  /** Stays where it is, whatever comes. */
  hold(): void {
    const lines = this.#parts.reading.tail?.shape.lines ?? 0;
    if (this.follow.value.kind === 'following') this.follow.value = { kind: 'reading', lines };
  }

  /** What is selected stays, and the end is not followed until it is let go. */
  select(selected: Selected | null): void {
    if (selected && this.follow.value.kind === 'following') this.#followed = true;
    if (selected) this.hold();
    const held = this.#selected.any;
    this.#selected.select(selected, this.drawn.value?.live ?? []);
    if (selected || !held) return;
    if (this.#followed) this.follow.value = following;
    this.#followed = false;
    this.update();
  }

  /** The text of a line as it was when it was selected. */
  selectedText(line: number): string | null {
    return this.#selected.textOf(line);
  }

  toDivider(): void {
    if (this.#divider !== null) this.#toSlot(this.#divider, 0.15);
  }

  /** Wraps or sets the text anew, or moves the divider, and stays where one reads. */
  relay(
    anchor: Anchor | null,
    { type, divider }: { type: TextType; divider: number | null },
  ): void {
    this.#type = type;
    this.#track.rowPx = type.rowPx;
    this.#divider = divider;
    this.#range = nothingDrawn;
    const { reading } = this.#parts;
    const row = anchor && rowOf(anchor, { reading, width: type.width });
    if (anchor === null || row === null) {
      this.update();
      return;
    }
    this.#put(slotOf(row, this.#extent) + anchor.part);
    this.#draw(true);
  }

  /** Null while following, and where nothing has come yet. */
  anchor(): Anchor | null {
    if (this.#type === null || this.follow.value.kind === 'following') return null;
    const slot = this.#track.slotAtTop;
    const row = rowIn(Math.floor(slot), this.#extent);
    return anchorAt(row, slot % 1, { reading: this.#parts.reading, width: this.#type.width });
  }

  get resting(): boolean {
    return this.#motion.resting;
  }

  close(): void {
    this.#observer.disconnect();
    this.#motion.close();
  }

  get #extent(): Extent {
    return { rows: this.#parts.reading.rows, divider: this.#divider };
  }

  #scrolled(): void {
    const top = this.#parts.scroller.scrollTop;
    const lines = this.#parts.reading.tail?.shape.lines ?? 0;
    this.#direction = top < this.#top ? -1 : top > this.#top ? 1 : this.#direction;
    const end = this.#track.endPx(slotsIn(this.#extent));
    const before = this.follow.peek();
    const after = afterScroll(before, { top, previousTop: this.#top, end, lines });
    if (this.#selected.any && before.kind === 'reading')
      this.#followed = after.kind === 'following';
    else if (after !== before) this.follow.value = after;
    this.#top = top;
    this.#draw(false);
  }

  #rested(): void {
    this.#direction = 0;
    if (this.#track.nearsEdge(slotsIn(this.#extent))) this.#put(this.#track.slotAtTop);
    this.update();
    this.#parts.rested();
  }

  #toSlot(slot: number, part: number): void {
    const shown = this.#parts.scroller.clientHeight / this.#track.rowPx;
    this.hold();
    this.#put(slot - shown * part);
    this.#draw(true);
  }

  #put(slot: number): void {
    this.#track.put(slot, slotsIn(this.#extent));
    this.#stand();
  }

  #putAtEnd(): void {
    if (this.#track.putAtEnd(slotsIn(this.#extent))) this.#stand();
  }

  /** It was put somewhere: from here on the person moves it. */
  #stand(): void {
    this.#top = this.#parts.scroller.scrollTop;
    this.#direction = 0;
  }

  #draw(changed: boolean): void {
    const { reading, scroller } = this.#parts;
    const type = this.#type;
    if (type === null) return;
    const extent = this.#extent;
    const top = this.#track.slotAtTop;
    const bottom = top + scroller.clientHeight / type.rowPx;
    const visible = {
      from: Math.min(extent.rows, rowIn(Math.floor(top), extent)),
      to: Math.min(extent.rows, rowIn(Math.ceil(bottom), extent)),
    };
    const request: DrawRequest = { visible, direction: this.#direction, rows: extent.rows };
    const before = this.visible.peek();
    if (before.from !== visible.from || before.to !== visible.to) this.visible.value = visible;
    reading.want(request);
    this.#parts.shown(visible);
    const enough = isEnough(this.#range, request);
    if (enough && !changed) return;
    if (!enough) this.#range = rowsToDraw(request);
    const { from, to } = this.#range;
    this.drawn.value = {
      ...{ type, extent, base: this.#track.base },
      lines: this.#selected.settled(reading.cache, this.#range),
      live: this.#selected.live(
        reading.live.filter(({ row, rows }) => row + rows > from && row < to),
      ),
    };
  }
}
