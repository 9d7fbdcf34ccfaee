// For what is tapped while something else is typed into: the focus, and the keyboard on the screen,
// stay where they are.
const stay = (event: Event) => event.preventDefault();

export const keepFocus = { onPointerDown: stay, onMouseDown: stay } as const;
