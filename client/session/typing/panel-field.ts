// Which of the panel's fields is the one to type in: known before the panel's own code has come.

/** The field of the panel that is shown, to be focused within a tap. */
export function fieldOf(panel: HTMLFormElement): HTMLTextAreaElement | null {
  const field = panel.dataset.mode === 'direct' ? '.direct-field' : '.compose-field';
  return panel.querySelector<HTMLTextAreaElement>(field);
}
