// Where the page's addresses begin: a proxy may serve it under a path of its own, which the <base> says.

/** `./s/train` for the page's `/s/train`: the browser puts it under the base, wherever that is. */
export function inBase(path: string): string {
  return `.${path}`;
}

/** The base's path, with a slash at both ends. */
export function basePath(): string {
  return new URL('.', document.baseURI).pathname;
}

/** A path of the address bar as the page knows it, null for one that is not under the base. */
export function outOfBase(pathname: string, base: string): string | null {
  if (pathname === base.slice(0, -1)) return '/';
  return pathname.startsWith(base) ? pathname.slice(base.length - 1) : null;
}
