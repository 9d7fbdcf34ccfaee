// A key that repeats while it is held, as on a keyboard.

const firstMs = 400;
const everyMs = 60;

/** Handlers for a button: presses once on a tap, and again and again while it is held. */
export function heldKey(press: () => void): {
  down(): void;
  up(): void;
  click(): void;
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let repeated = false;
  const repeat = () => {
    repeated = true;
    press();
    timer = setTimeout(repeat, everyMs);
  };
  return {
    down() {
      clearTimeout(timer);
      repeated = false;
      timer = setTimeout(repeat, firstMs);
    },
    up: () => clearTimeout(timer),
    click() {
      clearTimeout(timer);
      // The click that ends the holding is not one more.
      if (!repeated) press();
      repeated = false;
    },
  };
}
