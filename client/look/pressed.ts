// A tap counts for what the person put the finger on. Browsers give a tap's click to what stands there when
// the finger is lifted: where "Kill" stood, "Remove" may stand by then; a list may have moved on.
// Each button with a meaning of its own is an element of its own (a `key`), so that elements can be compared.

const controls = 'a, button, summary, [role="button"]';

/** Takes away clicks whose control is not the one that was pressed. Those without a press, of keys say, count. */
export function countTapsForWhatWasPressed(page: Document): void {
  /** What the fingers of this touch came down on. */
  let pressed: (Element | null)[] = [];
  let isTouch = false;
  page.addEventListener(
    'pointerdown',
    ({ target, isPrimary, pointerType }) => {
      if (isPrimary) pressed = [];
      isTouch = pointerType !== 'mouse';
      pressed.push(controlAt(target));
    },
    { capture: true, passive: true },
  );
  page.addEventListener(
    'click',
    (click) => {
      const control = controlAt(click.target);
      if (!isTouch || control === null || click.detail === 0 || pressed.includes(control)) return;
      click.preventDefault();
      click.stopImmediatePropagation();
    },
    { capture: true },
  );
}

function controlAt(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(controls) : null;
}
