// How many cells a character takes: Unicode 11's table, as the server's emulator has it. Row counts
// are worked out there; what is drawn here has to fill exactly as many.

/** Ranges of double width, in base 36: the distance from the end of the range before, and how many follow. */
const wideRanges =
  '3cw.2n 3i3.1 e.1 5b.3 4.0 3.0 ei.1 m.1 1f.b 18.0 k.0 e.0 9.1 i.1 6.1 9.0 6.0 m.0 8.1 2.0 5.0 3.0 8.0 5.1 t.0 10.0 2.0 5.2 2.0 1q.2 p.0 f.0 nw.1 1g.0 5.0 mj.p 2.2g d.5x r.b 5.15 5.g 3.2d 5.2s 6.16 2.2l 2.16 6.z d.1a 2.13 9.5f3 1t.h3g 4.1i wq.s hw.8mb 6l9.e7 lt.9 n.y 2.i 2.3 46.2n 3k.6 m4a.3 t.4qf 9.ky 7bi.7y 1e.2 i.3 9.az c21.0 5n.0 5b.0 3.9 2u.2 e.17 5.8 8.1 f.5 4b.w d.8 2.1x 2.l d.16 5.4 d.g 4.0 4.1y 2.0 2.56 3.1q e.3 2.n j.0 r.1 e.0 2f.2c 1d.1x 7.0 4.2 3.0 m.1 8.6 6e.b 82.2s 2.3 4.14 3.5 4.s 3.1e 35.3 5.2 6.2 e.5 12j.1ekd 3.1ekd';

const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const firstWide = 0x1100;
let bounds: readonly number[] | null = null;

/** 0 for what joins the character before it, 2 for East Asian wide ones and emoji, else 1. */
export function cellsOf(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return code === 0xad ? 0 : 1;
  if (zeroWidth.test(character)) return 0;
  return code >= firstWide && isWide(code) ? 2 : 1;
}

/** Starts and ends in turn: a code is wide when an odd number of them are at or below it. */
function isWide(code: number): boolean {
  bounds ??= readRanges();
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= code) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

function readRanges(): number[] {
  let end = 0;
  return wideRanges.split(' ').flatMap((range) => {
    const [gap = '', more = ''] = range.split('.');
    const start = end + Number.parseInt(gap, 36);
    end = start + Number.parseInt(more, 36);
    return [start, end + 1];
  });
}
