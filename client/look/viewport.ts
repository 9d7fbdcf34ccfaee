// Keeps the page as tall as what is visible: where the on-screen keyboard covers the page instead of
// shrinking it (iOS), and tells the styles when little height is left.

/** Below this the keyboard is open: only what is needed for typing stays. */
const shortPx = 440;

export function fitPageToViewport(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fitPage = () => {
    // A pinch-zoomed page has a small viewport too, and must not be squeezed into it.
    if (viewport.scale > 1.01) return;
    const root = document.documentElement;
    root.style.setProperty('--visible-height', `${viewport.height}px`);
    root.style.setProperty('--visible-top', `${viewport.offsetTop}px`);
    const covered = innerHeight - viewport.height - viewport.offsetTop;
    root.style.setProperty('--covered', `${Math.max(0, Math.round(covered))}px`);
    root.toggleAttribute('data-short', viewport.height < shortPx);
  };
  viewport.addEventListener('resize', fitPage);
  viewport.addEventListener('scroll', fitPage);
  fitPage();
}
