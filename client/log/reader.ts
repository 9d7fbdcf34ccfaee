// Reading one log on one page: what comes from the gateway, where one reads, what was seen and what
// is looked for, held together. Draws nothing: log-view.tsx shows what the signals here say.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { LiveLine, LogTail } from '../../server/protocol/log-page.ts';
import type { Link } from '../connection/link.ts';
import type { Anchor } from './anchor.ts';
import type { Finding } from './finding.ts';
import { newLines } from './follow.ts';
import { keepScreen } from './last-screen.ts';
import type { LinePlace } from './place-link.ts';
import type { KeptPreferences } from './preferences.ts';
import { type Change, Reading } from './reading.ts';
import { LogScroller } from './scroller.ts';
import { SeenLog } from './seen-log.ts';
import { rowOfSought, type SoughtLine, type SoughtPlace } from './sought-place.ts';
import { type Glyphs, sameType, typeFor } from './text-type.ts';

export interface ReaderParts {
  readonly link: Link;
  /** The session's id. */
  readonly session: string;
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly glyphs: Glyphs;
  readonly preferences: KeptPreferences;
  /** Where a link to a line leads. */
  readonly place: LinePlace | null;
  /** What was looked at in the terminal or on a curve, to be gone on with here. */
  readonly seek?: SoughtPlace | SoughtLine | null;
}

const keepScreenEveryMs = 5000;

export class Reader {
  readonly tail = signal<LogTail | null>(null);
  readonly refusal = signal<string | null>(null);
  /** The line a link pointed to, or whose menu is open. */
  readonly chosen = signal<number | null>(null);
  /** A link's line is not there any more; `changed`: the line nearest to it is shown. */
  readonly lost = signal<null | 'gone' | 'changed'>(null);
  /** What is new was looked at, or waved away. */
  readonly stripClosed = signal(false);
  readonly reading: Reading;
  readonly view: LogScroller;
  readonly seen: SeenLog;
  readonly finding = signal<Finding | null>(null);
  /** Settled lines that came since the end was left. */
  readonly news: ReadonlySignal<number>;
  readonly #parts: ReaderParts;
  readonly #ends: (() => void)[];
  #place: LinePlace | null;
  #seek: SoughtPlace | SoughtLine | null;
  #fitting = false;
  #refit = false;
  #dividing = false;
  #keptAt = 0;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#place = parts.place;
    this.#seek = parts.seek ?? null;
    const { link, session, scroller, spacer } = parts;
    this.reading = new Reading({
      ...{ link, session },
      changed: (change) => this.#changed(change),
      refused: (why) => {
        this.refusal.value = why;
      },
    });
    this.seen = new SeenLog({ link, session, reading: this.reading, now: Date.now });
    this.view = new LogScroller({
      ...{ scroller, spacer, reading: this.reading },
      shown: (visible) => this.seen.shown(visible),
      rested: () => void (this.#dividing && this.#divide()),
    });
    this.news = computed(() => newLines(this.view.follow.value, this.tail.value?.shape.lines ?? 0));
    const observer = new ResizeObserver(() => void this.#fit());
    observer.observe(scroller);
    const visibility = () => this.#looked(document.visibilityState === 'visible');
    const left = () => this.#leave();
    document.addEventListener('visibilitychange', visibility);
    addEventListener('pagehide', left);
    this.#ends = [
      () => observer.disconnect(),
      () => document.removeEventListener('visibilitychange', visibility),
      () => removeEventListener('pagehide', left),
      parts.preferences.value.subscribe(() => void this.#fit()),
    ];
    if (document.visibilityState === 'hidden') this.reading.pause(true);
  }

  /** Brings a line to the screen, and stays there. */
  async show(line: number): Promise<boolean> {
    const found = this.reading.liveLine(line) ?? (await this.reading.find(line));
    if (found === null) return false;
    const { from, to } = this.view.visible.value;
    if (found.row > from && found.row + found.rows < to) this.view.hold();
    else this.view.toRow(found.row);
    return true;
  }

  async toUnseen(): Promise<void> {
    const unseen = this.seen.unseen.value;
    this.stripClosed.value = true;
    if (unseen === null) return;
    if (this.view.divider !== null) this.view.toDivider();
    else await this.show(unseen.line);
  }

  get glyphs(): Glyphs {
    return this.#parts.glyphs;
  }

  lineAtTop(): number | null {
    // Read for its changes: the line may be there only now.
    void this.view.drawn.value;
    return this.reading.cache.at(this.view.visible.value.from)?.line ?? null;
  }

  toPart(part: number): void {
    const { from, to } = this.view.visible.value;
    this.view.toRow(Math.round(part * Math.max(0, this.reading.rows - (to - from))), 0);
  }

  /** A line's text, of settled and live lines alike. */
  textOf(line: number): string | null {
    return this.line(line)?.text ?? null;
  }

  line(line: number): LiveLine | null {
    return this.reading.cache.line(line) ?? this.reading.liveLine(line);
  }

  get link(): Link {
    return this.#parts.link;
  }

  whenClosed(end: () => void): void {
    this.#ends.push(end);
  }

  close(): void {
    this.#leave();
    for (const end of this.#ends) end();
    this.view.close();
    this.reading.close();
  }

  #changed(change: Change): void {
    this.tail.value = this.reading.tail;
    if (change === 'epoch') {
      this.seen.forget();
      this.chosen.value = null;
      this.view.toEnd();
    }
    if (change === 'tail') {
      const before = this.seen.unseen.value;
      this.seen.tailed();
      if (this.seen.unseen.value !== before) {
        this.#dividing = true;
        this.stripClosed.value = false;
      }
      if (Date.now() - this.#keptAt > keepScreenEveryMs) this.#keepScreen();
    }
    // Between two widths rows and type do not belong together: relay() puts both in place at once.
    if (this.#fitting) return;
    this.view.update();
    if (this.#dividing) void this.#divide();
    if (this.#place !== null) void this.#toPlace(this.#place);
    else if (this.#seek !== null) void this.#toSought(this.#seek);
    if (change === 'tail') void this.#fit();
  }

  /** Sets the text as there is room and the preferences say; what one reads stays on the screen. */
  async #fit(): Promise<void> {
    const { glyphs, preferences, scroller } = this.#parts;
    if (this.#fitting) {
      this.#refit = true;
      return;
    }
    const { fontPx } = preferences.value.value;
    const { clientWidth } = scroller;
    if (clientWidth === 0) return;
    const type = typeFor(preferences.value.value, { cellPx: glyphs.cellPx(fontPx), clientWidth });
    const before = this.view.type;
    if (before !== null && sameType(before, type)) return;
    if (before === null || before.width === type.width) {
      this.view.relay(this.view.anchor(), { type, divider: this.view.divider });
      if (before === null) void this.reading.rewrap(type.width, () => null);
      return;
    }
    let anchor: Anchor | null = null;
    this.#fitting = true;
    const wrapped = await this.reading.rewrap(type.width, () => {
      // Whoever scrolls on meanwhile stays where that led.
      anchor = this.view.anchor();
      return anchor?.line ?? null;
    });
    this.#fitting = false;
    if (wrapped) {
      this.view.relay(anchor, { type, divider: null });
      this.#dividing = this.seen.unseen.value !== null;
      if (this.#dividing) void this.#divide();
    }
    if (this.#refit) {
      this.#refit = false;
      void this.#fit();
    }
  }

  /** Puts the divider above the first line that is new, when nobody moves the log. */
  async #divide(): Promise<void> {
    const unseen = this.seen.unseen.value;
    const { type, resting } = this.view;
    if (type === null || !resting) return;
    this.#dividing = false;
    const line = unseen === null ? null : await this.reading.find(unseen.line);
    if (this.view.type !== type || this.seen.unseen.value !== unseen) return;
    if (!this.view.resting) {
      this.#dividing = true;
      return;
    }
    this.view.relay(this.view.anchor(), { type, divider: line?.row ?? null });
  }

  async #toPlace(place: LinePlace): Promise<void> {
    this.#place = null;
    const moved = await this.reading.moved(place);
    if (moved !== null && (await this.show(moved.line))) {
      this.chosen.value = moved.line;
      this.lost.value = moved.exact ? null : 'changed';
    } else this.lost.value = 'gone';
  }

  async #toSought(seek: SoughtPlace | SoughtLine): Promise<void> {
    this.#seek = null;
    if ('line' in seek) {
      if (await this.show(seek.line)) this.chosen.value = seek.line;
      else this.lost.value = 'gone';
      return;
    }
    const row = await rowOfSought(this.reading, seek);
    if (row !== null) this.view.toRow(row, 0);
  }

  #looked(visible: boolean): void {
    if (visible) this.seen.returned();
    else this.#leave();
    this.reading.pause(!visible);
  }

  #leave(): void {
    this.seen.left(this.view.visible.value);
    this.#keepScreen();
  }

  #keepScreen(): void {
    this.#keptAt = Date.now();
    keepScreen(this.#parts.session, this.reading, this.#keptAt);
  }
}
