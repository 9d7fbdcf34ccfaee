/** The path of a Chromium, installed if need be; empty when there is none. */
export function findChromium(): string;
