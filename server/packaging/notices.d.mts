export interface Notice {
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier. */
  readonly license: string;
  readonly text: string;
}
export const knownLicences: readonly string[];
export function readNotice(folder: string): Notice;
export function noticesText(notices: readonly Notice[]): string;
