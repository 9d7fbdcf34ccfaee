// A browser engine under automation: the few commands of W3C WebDriver that a journey needs.
// https://www.w3.org/TR/webdriver2/

export interface Engine {
  readonly name: string;
  navigate(url: string): Promise<void>;
  /** Runs a function's body in the page: `arguments` are `args`, what it returns is the answer. */
  script<T>(body: string, ...args: unknown[]): Promise<T>;
  /** Input sources and what they do, as in "Perform Actions". */
  perform(actions: readonly object[]): Promise<void>;
  /** A PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** The phone's screen, in CSS pixels. */
export const phone = { width: 360, height: 640 };
