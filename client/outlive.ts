// What every page is handed: the parts main.tsx wired together.

import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './connection/api.ts';
import type { Device } from './connection/device.ts';
import type { Link } from './connection/link.ts';
import type { InstallPrompt } from './install/prompt.ts';
import type { SessionList } from './list/session-list.ts';
import type { Clock } from './look/clock.ts';
import type { Appearance } from './look/theme.ts';
import type { Router } from './router.ts';

export interface Outlive {
  readonly api: Api;
  readonly appearance: Appearance;
  readonly clock: Clock;
  readonly device: Device;
  /** Whether Outlive's files are still on the server. */
  readonly installation: ReadonlySignal<boolean>;
  readonly installPrompt: ReadonlySignal<InstallPrompt | null>;
  readonly link: Link;
  readonly list: SessionList;
  readonly router: Router;
}

export const OutliveContext = createContext<Outlive | null>(null);

export function useOutlive(): Outlive {
  const outlive = useContext(OutliveContext);
  if (outlive === null) throw new Error('rendered outside of the page');
  return outlive;
}
