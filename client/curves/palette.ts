// The colours that figures are drawn with, in both themes: the page's own, since a canvas cannot name them.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Appearance, isDark, onDeviceTheme } from '../look/theme.ts';

export interface Palette {
  readonly lines: readonly string[];
  readonly ground: string;
  readonly grid: string;
  readonly text: string;
  readonly muted: string;
  readonly bad: string;
}

const dark: Palette = {
  lines: ['#8ab4ff', '#4cc38a', '#f0b955', '#ff7b7b', '#d2a8ff', '#6cd3dd', '#f59ad0', '#c8d1db'],
  ground: '#151b23',
  grid: '#29323d',
  text: '#e8edf3',
  muted: '#93a1b1',
  bad: '#ff7b7b',
};

const light: Palette = {
  lines: ['#1d5bc4', '#17743f', '#8a5700', '#b82c34', '#7d3bb3', '#0b6b77', '#a3246f', '#526070'],
  ground: '#ffffff',
  grid: '#d5dce4',
  text: '#18212c',
  muted: '#526070',
  bad: '#b82c34',
};

export function colourOf(palette: Palette, colour: number): string {
  if (colour < 0) return palette.muted;
  return palette.lines[colour % palette.lines.length] ?? palette.text;
}

/** Where there are more lines than colours, they are dashed. */
export function dashOf(palette: Palette, colour: number): number[] {
  const round = Math.floor(Math.max(0, colour) / palette.lines.length);
  return round === 0 ? [] : round === 1 ? [6, 4] : [2, 3];
}

/** Follows the theme until the returned function is called. */
export function followPalette(appearance: Appearance): {
  readonly palette: ReadonlySignal<Palette>;
  end(): void;
} {
  const changes = signal(0);
  const end = onDeviceTheme(() => {
    changes.value++;
  });
  const palette = computed(() => {
    void changes.value;
    return isDark(appearance.chosen.value) ? dark : light;
  });
  return { palette, end };
}
