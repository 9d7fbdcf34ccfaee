// Runs in the browser: the page's own terminals, and whether two of them are in the same state.
import type { Terminal } from '@xterm/xterm';
import { Screen } from '../../client/session/terminal/screen.ts';
import { screenDifference } from '../../server/screen/terminal/compare.ts';
import type { Core } from '../../server/screen/terminal/core.ts';
import type { Emulator } from '../../server/screen/terminal/emulator.ts';
import { paintTerminal } from '../../server/screen/terminal/snapshot.ts';

/** Bytes travel as text of one character a byte. */
export type Step =
  | { readonly kind: 'paint'; readonly cols: number; readonly rows: number; readonly data: string }
  | { readonly kind: 'write'; readonly data: string }
  | { readonly kind: 'resize'; readonly cols: number; readonly rows: number };

export interface Sameness {
  /** Does these steps on the screen of this name, which is made at its first. */
  play(name: string, steps: readonly Step[]): Promise<void>;
  /** The first difference in words; null when there is none. */
  difference(one: string, other: string): string | null;
  /** What the screen shows, as escape codes. */
  painted(name: string): string;
}

const screens = new Map<string, { readonly screen: Screen; title: string }>();

function screenOf(name: string) {
  const known = screens.get(name);
  if (known !== undefined) return known;
  const mount = document.body.appendChild(document.createElement('div'));
  const screen = new Screen({ mount, fontSize: 12, theme: {} });
  const made = { screen, title: '' };
  screen.terminal.onTitleChange((title) => {
    made.title = title;
  });
  screens.set(name, made);
  return made;
}

/** The page's terminal as the server's comparisons and painter see an emulator. */
function asEmulator(name: string): Emulator {
  const { screen, title } = screenOf(name);
  const { terminal } = screen;
  const { _core: core } = terminal as Terminal & { readonly _core: Core };
  return {
    core,
    title,
    strings: screen.strings,
    cols: terminal.cols,
    rows: terminal.rows,
    newlineMode: terminal.options.convertEol,
    cursorBlinks: terminal.options.cursorBlink,
    alternate: terminal.buffer.active.type === 'alternate',
  } as unknown as Emulator;
}

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

function play(name: string, steps: readonly Step[]): Promise<void> {
  const shown = screenOf(name);
  const { screen } = shown;
  for (const step of steps) {
    if (step.kind === 'write') screen.write(bytesOf(step.data), () => {});
    else if (step.kind === 'resize') screen.resize(step);
    else {
      const { cols, rows } = step;
      // As the page does: the title is the snapshot's, none if it has none.
      screen.terminal.write('', () => {
        shown.title = '';
      });
      const size = { cols, rows, owner: '' };
      screen.paint({ offset: 0, size, data: bytesOf(step.data), title: '' }, () => {});
    }
  }
  return new Promise((resolve) => screen.terminal.write('', resolve));
}

const sameness: Sameness = {
  play,
  difference: (one, other) => screenDifference(asEmulator(one), asEmulator(other), 0),
  painted: (name) => paintTerminal(asEmulator(name), 0),
};
Object.assign(window, { sameness });
