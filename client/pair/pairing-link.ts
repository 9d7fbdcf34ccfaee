// A pairing link carries its code in the fragment, which never reaches a server or a referrer.

/** The code in the address, '' without one. It is taken out of the address and the history. */
export function takeCodeFromAddress({
  location,
  history,
}: Pick<Window, 'location' | 'history'>): string {
  const code = codeInFragment(location.hash);
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  return code;
}

export function codeInFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment.replace(/^#/, ''));
  } catch {
    return '';
  }
}
