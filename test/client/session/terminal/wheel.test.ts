import { describe, expect, it } from 'vitest';
import {
  homePx,
  onScreen,
  pulledPx,
  pullPx,
  wholePx,
} from '../../../../client/session/terminal/ranges.ts';
import { clickReport, wheelReport } from '../../../../client/session/terminal/wheel.ts';

const lengths = { scrollback: 100, rows: 30, rowPx: 10, viewPx: 200, cursorRow: 29 };

describe('[TERM3] a program that asked for the mouse', () => {
  it('is told of turns and clicks in the form it asked for', () => {
    const at = { col: 8, row: 5 };
    expect(wheelReport(2, at, 'sgr')).toBe('\x1b[<65;8;5M\x1b[<65;8;5M');
    expect(wheelReport(-1, at, 'plain')).toBe('\x1b[M`(%');
    expect(clickReport(at, 'sgr')).toBe('\x1b[<0;8;5M\x1b[<0;8;5m');
    expect(clickReport(at, 'plain')).toBe('\x1b[M (%\x1b[M#(%');
    expect(wheelReport(3, at, 'none')).toBe('');
  });

  it('has one byte for a place, however far right it is', () => {
    expect(new TextEncoder().encode(wheelReport(1, { col: 300, row: 2 }, 'plain'))).toHaveLength(6);
  });

  it('is panned as far as its screen is higher than the view, and told of what is pulled beyond', () => {
    const wheel = { ...lengths, kind: 'wheel' as const };
    expect(pulledPx(pullPx, wheel)).toBe(0);
    expect(pulledPx(pullPx + 100, wheel)).toBe(0);
    expect(pulledPx(pullPx + 130, wheel)).toBe(30);
    expect(pulledPx(pullPx - 40, wheel)).toBe(-40);
    expect(onScreen(pullPx - 40, wheel)).toBe(pullPx);
    expect(wholePx(wheel)).toBe(2 * pullPx + 300);
  });
});

describe('[TERM1] the end', () => {
  it('is where the cursor can be seen, and no further down than that', () => {
    const history = { ...lengths, kind: 'history' as const };
    expect(homePx(history)).toBe(1000 + 100);
    expect(homePx({ ...history, cursorRow: 3 })).toBe(1000);
    expect(homePx({ ...history, cursorRow: 24 })).toBe(1000 + 50);
    expect(homePx({ ...history, kind: 'still', cursorRow: 0 })).toBe(0);
  });
});
