// The lines sent to each session from this device, newest last: bounded, and free of passwords, for
// only lines that were echoed get here.
import { type ReadonlySignal, signal } from '@preact/signals';
import { fieldsOf, isText } from '../../connection/guards.ts';
import { type Kept, keptBySession } from '../../log/kept.ts';
import type { ShownText } from '../../log/shown-text.ts';
import { asksForSecret, wasEchoed } from './echo.ts';

const mostLines = 50;
const longestLine = 1000;
/** What was not echoed by then was not meant to be seen. */
const echoWithinMs = 10_000;

const keptLines: Kept = keptBySession('typed-lines', { sessions: 24, characters: 24_000 });

export class LineHistory {
  readonly #lines = signal<readonly string[]>([]);
  readonly #session: string;
  readonly #kept: Kept;

  constructor(session: string, kept: Kept = keptLines) {
    this.#session = session;
    this.#kept = kept;
    this.#lines.value = parseLines(kept.read(session));
  }

  get lines(): ReadonlySignal<readonly string[]> {
    return this.#lines;
  }

  /** To be called before the line is sent: keeps it once it is seen to be echoed. */
  expect(line: string, shown: ShownText | null): void {
    if (shown === null || line.trim() === '' || line.length > longestLine) return;
    const { prompt, lines } = shown.read();
    if (asksForSecret(prompt)) return;
    const typed = { line, prompt, before: lines };
    const look = () => {
      if (!wasEchoed(typed, shown.read().lines)) return;
      end();
      this.#add(line);
    };
    const timer = setTimeout(() => end(), echoWithinMs);
    const stop = shown.onChange(look);
    const end = () => {
      clearTimeout(timer);
      stop();
    };
  }

  clear(): void {
    this.#keep([]);
  }

  #add(line: string): void {
    let lines = [...this.#lines.value.filter((one) => one !== line), line].slice(-mostLines);
    while (JSON.stringify(lines).length > 20_000) lines = lines.slice(1);
    this.#keep(lines);
  }

  #keep(lines: readonly string[]): void {
    this.#lines.value = lines;
    this.#kept.write(this.#session, { lines });
  }
}

function parseLines(value: unknown): string[] {
  const { lines } = fieldsOf(value);
  return Array.isArray(lines) ? lines.filter(isText).slice(-mostLines) : [];
}
