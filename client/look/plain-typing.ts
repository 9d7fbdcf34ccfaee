// For fields that hold commands, names, paths and codes: the keyboard must not improve them.

export const plainTyping = {
  autocapitalize: 'none',
  autocomplete: 'off',
  spellcheck: false,
  ref: leaveUncorrected,
} as const;

/** As an attribute: the property of that name is a boolean, for which "off" would be true. */
export function leaveUncorrected(field: Element | null): void {
  field?.setAttribute('autocorrect', 'off');
}
