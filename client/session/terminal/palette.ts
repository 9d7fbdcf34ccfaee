// The terminal's colours in both themes. What a program colours badly, xterm mends to a contrast of
// 4.5.
import type { ITheme } from '@xterm/xterm';

const dark: ITheme = {
  background: '#0d1117',
  foreground: '#e8edf3',
  cursor: '#8ab4ff',
  cursorAccent: '#0d1117',
  selectionBackground: '#2f4a75',
  black: '#29323d',
  red: '#ff7b7b',
  green: '#4cc38a',
  yellow: '#f0b955',
  blue: '#8ab4ff',
  magenta: '#d2a8ff',
  cyan: '#6cd3dd',
  white: '#c8d1db',
  brightBlack: '#8593a3',
  brightRed: '#ff9d9d',
  brightGreen: '#7ee2b0',
  brightYellow: '#f5d07a',
  brightBlue: '#aecbff',
  brightMagenta: '#e2c5ff',
  brightCyan: '#9be7ee',
  brightWhite: '#ffffff',
};

const light: ITheme = {
  background: '#f4f6f9',
  foreground: '#18212c',
  cursor: '#1d5bc4',
  cursorAccent: '#f4f6f9',
  selectionBackground: '#bcd3f8',
  black: '#18212c',
  red: '#b82c34',
  green: '#17743f',
  yellow: '#8a5700',
  blue: '#1d5bc4',
  magenta: '#7d3bb3',
  cyan: '#0b6b77',
  white: '#526070',
  brightBlack: '#647182',
  brightRed: '#a0222a',
  brightGreen: '#0f6134',
  brightYellow: '#714700',
  brightBlue: '#164aa3',
  brightMagenta: '#682f97',
  brightCyan: '#085863',
  brightWhite: '#18212c',
};

export function paletteFor(isDark: boolean): ITheme {
  return isDark ? dark : light;
}
