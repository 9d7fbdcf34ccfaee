// Paths in the few characters a phone has room for.

/** `/home/ada/vision` is `~/vision`. Without knowing the home folder, what looks like one is taken for it. */
export function shortPath(path: string): string {
  return path.replace(/^(?:\/(?:home|Users)\/[^/]+|\/root)(?=\/|$)/, '~');
}
