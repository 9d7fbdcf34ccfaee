// Dark or light: as the device says, unless the person chose. The early script puts the choice on
// before the first paint; this changes it afterwards.
import { type Signal, signal } from '@preact/signals';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';

export const themes = ['auto', 'dark', 'light'] as const;
export type Theme = (typeof themes)[number];

export interface Appearance {
  readonly chosen: Signal<Theme>;
  choose(theme: Theme): void;
}

export function createAppearance(): Appearance {
  const stored = readStored(storedKeys.theme);
  const chosen = signal<Theme>(themes.find((theme) => theme === stored) ?? 'auto');
  if (chosen.value !== 'auto') colourBrowser();
  return {
    chosen,
    choose(theme) {
      chosen.value = theme;
      writeStored(storedKeys.theme, theme === 'auto' ? null : theme);
      if (theme === 'auto') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      colourBrowser();
    },
  };
}

/** The browser's own bars follow the page, not the device. */
function colourBrowser(): void {
  const { backgroundColor } = getComputedStyle(document.documentElement);
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = backgroundColor;
  }
}

/** Calls `changed` when the device turns dark or light. Returns what ends it. */
export function onDeviceTheme(changed: () => void): () => void {
  const light = matchMedia('(prefers-color-scheme: light)');
  light.addEventListener('change', changed);
  return () => light.removeEventListener('change', changed);
}

/** Whether the page is dark now, by choice or by the device. */
export function isDark(theme: Theme): boolean {
  return theme === 'auto' ? !matchMedia('(prefers-color-scheme: light)').matches : theme === 'dark';
}
