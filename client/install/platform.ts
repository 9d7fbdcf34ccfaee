// What kind of place the page is in: an app of its own or a tab, and whether Apple's rules hold there.

type Named = Pick<Navigator, 'userAgent' | 'maxTouchPoints'>;

/** iPads say that they are Macs; no Mac has a touch screen. */
export function isIos({ userAgent, maxTouchPoints }: Named): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** Opened as an app, from the home screen or its own window. */
export function isInstalled(): boolean {
  const apple = (navigator as { standalone?: boolean }).standalone === true;
  return apple || matchMedia('(display-mode: standalone)').matches;
}
