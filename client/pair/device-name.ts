// What a device is called until somebody gives it a better name.

/** `iPhone`, `Pixel 8`, `Android phone`, `Mac`... from what the browser says of itself. */
export function guessDeviceName({ userAgent }: { userAgent: string }): string {
  if (/iPhone/.test(userAgent)) return 'iPhone';
  if (/iPad/.test(userAgent)) return 'iPad';
  const [, model] = /Android [^;)]*; ([^;)]+)/.exec(userAgent) ?? [];
  // Chrome calls every Android device "K" for privacy's sake; Firefox says "Mobile".
  if (model !== undefined && !/^(K|Mobile|Tablet|rv:.*)$/.test(model)) {
    return model.replace(/ Build\/.*/, '').slice(0, 40);
  }
  if (/Android/.test(userAgent))
    return /Tablet/.test(userAgent) ? 'Android tablet' : 'Android phone';
  if (/Macintosh/.test(userAgent)) return 'Mac';
  if (/Windows/.test(userAgent)) return 'Windows computer';
  return /Linux/.test(userAgent) ? 'Linux computer' : 'Device';
}
