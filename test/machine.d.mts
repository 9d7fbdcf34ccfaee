/** The path of a Chromium, installed if need be; empty when there is none. */
export function findChromium(): string;
export function requirePrograms(programs: Readonly<Record<string, string>>): boolean;
