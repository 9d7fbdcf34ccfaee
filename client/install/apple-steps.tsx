// The steps as Safari has them, each with what to look for.
import type { ComponentChildren } from 'preact';

export interface AppleStep {
  readonly words: string;
  readonly drawing: ComponentChildren;
}

function Drawing({ path, children }: { path: string; children?: ComponentChildren }) {
  return (
    <svg class="install-drawing" viewBox="0 0 48 48" aria-hidden="true">
      <path d={path} />
      {children}
    </svg>
  );
}

const share = 'M16 20h-4v22h24V20h-4M24 30V6M16 13l8-8 8 8';
const addToHome =
  'M8 14a6 6 0 0 1 6-6h20a6 6 0 0 1 6 6v20a6 6 0 0 1-6 6H14a6 6 0 0 1-6-6zM24 16v16M16 24h16';
const app =
  'M8 14a6 6 0 0 1 6-6h20a6 6 0 0 1 6 6v20a6 6 0 0 1-6 6H14a6 6 0 0 1-6-6zM15 17l8 7-8 7M25 32h5';

export const steps: readonly AppleStep[] = [
  { words: 'In Safari, tap Share.', drawing: <Drawing path={share} /> },
  { words: 'Choose "Add to Home Screen", then "Add".', drawing: <Drawing path={addToHome} /> },
  {
    words: 'Open Outlive from the home screen, and pair it.',
    drawing: (
      <Drawing path={app}>
        <circle cx="34" cy="32" r="2" />
      </Drawing>
    ),
  },
];
