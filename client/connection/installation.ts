// Whether Outlive's own files are still on the server, as the gateway last said.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Link } from './link.ts';

export function followInstallation(link: Pick<Link, 'on'>): ReadonlySignal<boolean> {
  const whole = signal(true);
  link.on('installation', (message) => {
    whole.value = message !== false;
  });
  return whole;
}
