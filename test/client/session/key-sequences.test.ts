import { describe, expect, it } from 'vitest';
import { pasted, sequenceOf, typedLine } from '../../../client/session/typing/key-sequences.ts';

const plain = { applicationCursor: false, bracketedPaste: false, fullScreen: false };
const application = { ...plain, applicationCursor: true };
const bracketed = { ...plain, bracketedPaste: true };

describe('keys', () => {
  it.each([
    [{ key: 'a' }, 'a'],
    [{ key: 'é' }, 'é'],
    [{ key: '😀' }, '😀'],
    [{ key: 'Enter' }, '\r'],
    [{ key: 'Escape' }, '\x1b'],
    [{ key: 'Tab' }, '\t'],
    [{ key: 'Tab', shift: true }, '\x1b[Z'],
    [{ key: 'Backspace' }, '\x7f'],
    [{ key: 'c', ctrl: true }, '\x03'],
    [{ key: 'C', ctrl: true }, '\x03'],
    [{ key: '[', ctrl: true }, '\x1b'],
    [{ key: ' ', ctrl: true }, '\0'],
    [{ key: 'x', alt: true }, '\x1bx'],
    [{ key: 'ArrowUp' }, '\x1b[A'],
    [{ key: 'ArrowLeft', ctrl: true }, '\x1b[1;5D'],
    [{ key: 'Delete' }, '\x1b[3~'],
    [{ key: 'PageUp', shift: true }, '\x1b[5;2~'],
    [{ key: 'F1' }, '\x1bOP'],
    [{ key: 'F5' }, '\x1b[15~'],
  ])('[PAGE26] %j is what xterm sends for it', (press, text) => {
    expect(sequenceOf(press, plain)).toBe(text);
  });

  it('[PAGE26] arrows follow the mode the program asked for', () => {
    expect(sequenceOf({ key: 'ArrowUp' }, application)).toBe('\x1bOA');
    expect(sequenceOf({ key: 'ArrowUp', ctrl: true }, application)).toBe('\x1b[1;5A');
  });

  it('[PAGE26] keys that mean nothing to a terminal send nothing', () => {
    for (const key of ['Shift', 'Control', 'CapsLock', 'Dead', 'Unidentified', 'MediaPlay']) {
      expect(sequenceOf({ key }, plain)).toBeNull();
    }
  });

  it('[PAGE27] a line ends with Enter, and is a paste where the program asked to be told', () => {
    expect(typedLine('ls', plain)).toBe('ls\r');
    expect(typedLine('ls', bracketed)).toBe('\x1b[200~ls\x1b[201~\r');
    expect(typedLine('', bracketed)).toBe('\r');
  });

  it('[TYPE5] one line alone is keys to a full-screen program', () => {
    const vim = { ...bracketed, fullScreen: true };
    expect(typedLine(':wq', vim)).toBe(':wq\r');
    expect(typedLine('one\ntwo', vim)).toBe('\x1b[200~one\rtwo\x1b[201~\r');
  });

  it('[PAGE27] a paste cannot end itself early', () => {
    expect(pasted('a\x1b[201~rm\nb', bracketed)).toBe('\x1b[200~a[201~rm\rb\x1b[201~');
  });
});
