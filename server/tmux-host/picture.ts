// A pane as tmux shows it now, and the output that makes an emulator show the same: its lines, the
// cursor, the modes. What tmux does not tell (the pen, saved cursors) is left plain.

import type { Answers } from '../tmux/control-client.ts';
import { unescapeOctal } from '../tmux/octal.ts';
import { type Pane, paneFormat, parsePane } from '../tmux/pane.ts';
import { CapturedLines } from './captured.ts';

/** Lines of history that are brought along at most: tmux stands still while it writes them out. */
export const historyLines = 20_000;

export interface Picture {
  readonly pane: Pane;
  readonly modes: ReadonlyMap<string, number>;
  readonly title: string;
  /** Lines above the screen, wrapped ones joined. */
  readonly history: readonly Buffer[];
  /** The screen's lines, wrapped ones joined; in the alternate screen one a row. */
  readonly screen: readonly Buffer[];
  /** The normal screen's lines while the alternate one is shown. */
  readonly saved: readonly Buffer[];
  /** The start of an escape sequence or character whose end has not come yet. */
  readonly pending: Buffer;
}

const modeFields = [
  'history_size',
  'cursor_x',
  'cursor_y',
  'cursor_flag',
  'insert_flag',
  'keypad_cursor_flag',
  'keypad_flag',
  'wrap_flag',
  'origin_flag',
  'mouse_standard_flag',
  'mouse_button_flag',
  'mouse_all_flag',
  'mouse_utf8_flag',
  'mouse_sgr_flag',
  'bracket_paste_flag',
  'scroll_region_upper',
  'scroll_region_lower',
  'alternate_saved_x',
  'alternate_saved_y',
];
const modeFormat = modeFields.map((field) => `#{${field}}`).join(':');

/** The commands whose answers `pictureOf` reads; to be run with nothing in between. */
export function pictureCommands(id: string): readonly string[] {
  const capture = `capture-pane -p -t ${id}`;
  return [
    `display-message -p -t ${id} '${paneFormat}'`,
    `display-message -p -t ${id} '${modeFormat}'`,
    // A program names its terminal as it likes; on its host's name alone tmux starts out.
    `display-message -p -t ${id} '#{?#{==:#{pane_title},#{host}},,#{pane_title}}'`,
    `${capture} -e -J -S -${historyLines} -E -1`,
    `${capture} -e -J`,
    `${capture} -e`,
    `${capture} -e -J -a -q`,
    `${capture} -P -C`,
  ];
}

/** Null when the pane is not there any more. */
export function pictureOf(id: string, answers: Answers): Picture | null {
  if ('refused' in answers) return null;
  const [status, modeLine, title, history = [], joined = [], rows = [], saved = [], pending] =
    answers;
  const pane = parsePane(String(status?.[0] ?? ''));
  if (pane === null || pane.id !== id) return null;
  const values = String(modeLine?.[0] ?? '').split(':');
  const modes = new Map(modeFields.map((field, i) => [field, Number(values[i] || 0)]));
  return {
    pane,
    modes,
    title: String(title?.[0] ?? ''),
    // Without any history tmux takes the screen's first row for it.
    history: modes.get('history_size') === 0 ? [] : history,
    screen: pane.alternate ? rows : joined,
    saved: pane.alternate ? saved : [],
    pending: unescapeOctal(Buffer.concat(pending ?? [])),
  };
}

/** For an emulator that is blank, or shows an older state of the pane: its history first. */
export function drawAll(picture: Picture): Buffer {
  const { pane, modes, history, screen, saved } = picture;
  const lines = new CapturedLines();
  const above = lines.drawn(history);
  if (!pane.alternate) return bytes([...above, ...lines.drawn(screen)].join('\r\n'), picture);
  const below = new CapturedLines().drawn(saved);
  const [x = 0, y = 0] = [modes.get('alternate_saved_x'), modes.get('alternate_saved_y')];
  const normal = `${[...above, ...below].join('\r\n')}${cursorTo(x, y)}`;
  return bytes(`${normal}\x1b[?1049h${drawRows(screen)}`, picture);
}

/**
 * For an emulator that shows about the same: every row is written anew in its place, which erases
 * nothing that a transcript would take for a line that has gone.
 */
export function redraw(picture: Picture): Buffer {
  const { pane, screen } = picture;
  const start = '\x1b[m\x1b(B\x1b[?6l\x1b[4l\x1b[r\x1b[?7h';
  const which = pane.alternate ? '\x1b[?1049h' : '\x1b[?1049l';
  const rows = Array.from({ length: pane.rows }, (_, y) => `${cursorTo(0, y)}\x1b[2K`).join('');
  const text = pane.alternate
    ? drawRows(screen)
    : `\x1b[H${new CapturedLines().drawn(screen).join('\r\n')}`;
  return bytes(`${start}${which}${start}${rows}${text}`, picture);
}

function drawRows(rows: readonly Buffer[]): string {
  const drawn = new CapturedLines().drawn(rows);
  return drawn.map((row, y) => `${cursorTo(0, y)}${row}`).join('');
}

/** The text, then everything that is not text. */
function bytes(text: string, { pane, modes, title, pending }: Picture): Buffer {
  const of = (field: string): number => modes.get(field) ?? 0;
  const mode = (field: string, code: string): string => `\x1b[${code}${of(field) ? 'h' : 'l'}`;
  const on = (field: string, code: string): string => (of(field) ? `\x1b[${code}h` : '');
  const [upper, lower] = [of('scroll_region_upper'), of('scroll_region_lower')];
  const whole = lower === 0 || (upper === 0 && lower === pane.rows - 1);
  const state = [
    '\x1b[m',
    title === '' ? '' : `\x1b]2;${title.replace(/[\x00-\x1f\x7f]/g, '')}\x1b\\`,
    mode('insert_flag', '4'),
    mode('keypad_cursor_flag', '?1'),
    of('keypad_flag') ? '\x1b=' : '\x1b>',
    mode('wrap_flag', '?7'),
    // Ending one way of reporting ends them all.
    '\x1b[?1000l\x1b[?1006l',
    on('mouse_standard_flag', '?1000'),
    on('mouse_button_flag', '?1002'),
    on('mouse_all_flag', '?1003'),
    on('mouse_utf8_flag', '?1005'),
    on('mouse_sgr_flag', '?1006'),
    on('bracket_paste_flag', '?2004'),
    mode('cursor_flag', '?25'),
    whole ? '' : `\x1b[${upper + 1};${lower + 1}r`,
    mode('origin_flag', '?6'),
    cursorTo(of('cursor_x'), of('cursor_y') - (of('origin_flag') ? upper : 0)),
  ].join('');
  return Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(state, 'utf8'), pending]);
}

function cursorTo(x: number, y: number): string {
  return `\x1b[${y + 1};${x + 1}H`;
}
