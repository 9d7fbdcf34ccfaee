// Keeps the page as tall as what is visible: where the on-screen keyboard covers the page instead of
// shrinking it (iOS), and tells the styles when little height is left.

/** Below this the keyboard is open: only what is needed for typing stays. */
const shortPx = 440;

export function fitPageToViewport(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fitPage = () => {
    const root = document.documentElement;
    // A pinch-zoomed page has a small viewport too, and must not be squeezed into it.
    if (viewport.scale > 1.01) return;
    root.style.setProperty('--visible-height', `${viewport.height}px`);
    root.toggleAttribute('data-short', viewport.height < shortPx && innerWidth < innerHeight * 2);
  };
  viewport.addEventListener('resize', fitPage);
  fitPage();
}
