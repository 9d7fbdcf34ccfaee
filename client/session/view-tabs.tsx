// The ways to look at a session, and the buttons of the one that is looked at.
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import './view-tabs.css';

export type ViewKind = 'log' | 'terminal' | 'curves';

const tabs: readonly { kind: ViewKind; name: string }[] = [
  { kind: 'log', name: 'Log' },
  { kind: 'terminal', name: 'Terminal' },
  { kind: 'curves', name: 'Curves' },
];

/** `curves`: whether there are any. `children`: what stands beside the tabs. */
export function ViewTabs({
  view,
  curves,
  children,
}: {
  view: Signal<ViewKind>;
  curves: boolean;
  children?: ComponentChildren;
}) {
  const shown = tabs.filter(({ kind }) => kind !== 'curves' || curves || view.value === kind);
  /** The arrow keys go from tab to tab, as tabs have it everywhere. */
  function keyDown(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const by = event.key === 'ArrowLeft' ? -1 : 1;
    const at = shown.findIndex(({ kind }) => kind === view.value);
    view.value = shown.at((at + by) % shown.length)?.kind ?? 'log';
    event.currentTarget.querySelector<HTMLElement>(`#tab-${view.value}`)?.focus();
  }
  return (
    <div class="view-tabs">
      <div class="tabs" role="tablist" aria-label="View" onKeyDown={keyDown}>
        {shown.map(({ kind, name }) => (
          <button
            key={kind}
            id={`tab-${kind}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={view.value === kind}
            aria-controls="view"
            tabIndex={view.value === kind ? 0 : -1}
            onClick={() => {
              view.value = kind;
            }}
          >
            {name}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
