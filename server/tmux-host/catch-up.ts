// From a picture of the pane to the output that brings the log up to it: everything at first, later
// what is new and then every row in its place. Remembers how the output ended.
import { CapturedLines, plainText } from './captured.ts';
import { findMissed, knownEnd, knownEndBytes } from './missed.ts';
import { drawAll, type Picture, redraw } from './picture.ts';

const notice = '[Outlive could not follow tmux here: some output may be missing]';

export class CatchUp {
  #end: Buffer = Buffer.alloc(0);

  /** Output that was told. */
  saw(bytes: Buffer): void {
    const kept = bytes.length >= knownEndBytes ? [bytes] : [this.#end, bytes];
    this.#end = Buffer.concat(kept).subarray(-knownEndBytes);
  }

  /** A resize loses no output, it only moves it. */
  with(picture: Picture, { isFirst, isResize }: { isFirst: boolean; isResize: boolean }): Buffer[] {
    if (isFirst) {
      this.saw(Buffer.from(shown(picture).map(plainText).join('\n').trimEnd(), 'latin1'));
      return [drawAll(picture)];
    }
    const missed = isResize || picture.pane.alternate ? '' : this.#missed(picture);
    return [Buffer.from(missed, 'latin1'), redraw(picture)].filter(({ length }) => length > 0);
  }

  /** The lines that came while nobody listened, to follow the last one known. */
  #missed(picture: Picture): string {
    const end = knownEnd(this.#end.toString('latin1'));
    const lines = shown(picture);
    const found = findMissed(end, lines);
    if (found.kind === 'unknown' && !end.isPlain) return '';
    const drawn = new CapturedLines().drawn(lines);
    const from = found.kind === 'lines' ? found.from : 0;
    const fresh = drawn.slice(from);
    if (fresh.length === 0) return '';
    this.saw(Buffer.from(`${lines.slice(from).map(plainText).join('\n')}`, 'latin1'));
    const plain = '\x1b[m\x1b(B';
    if (found.kind === 'unknown') return `${plain}\r\n${notice}\r\n${fresh.join('\r\n')}`;
    const start = found.continues ? '\r' : end.isOpen ? '\r\n' : '';
    return `${plain}${start}${fresh.join('\r\n')}`;
  }
}

/** History and screen, without the empty rows below. */
function shown({ history, screen }: Picture): readonly Buffer[] {
  const lines = [...history, ...screen];
  const last = lines.findLastIndex((line) => plainText(line) !== '');
  return lines.slice(0, last + 1);
}
