// What a command of the command line is, and what it may use of the world around it.
import type { Options, Syntax } from './options.ts';

/** The caller's side: where words go, and what the command was called with. */
export interface Caller {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Whether a person looks at standard output: colours and a QR code make sense then. */
  readonly isTerminal: boolean;
  /** Throws Failure when the folder the caller stands in is gone. */
  cwd(): string;
  /** Lines on standard output; what could drive a terminal in them is not printed. */
  print(line: string): void;
  /** One line on standard error, whatever is in it. */
  warn(line: string): void;
  /** Bytes on standard output; resolves once more may be written. */
  write(bytes: Uint8Array): Promise<void>;
  /** What a shell is offered for the last of these words, a line each. */
  complete(words: readonly string[]): Promise<readonly string[]>;
}

/** Any session, `running` and `ended` ones, folders and files, a program and its arguments, tmux's keys. */
type Completes = 'session' | 'running' | 'ended' | 'folder' | 'file' | 'program' | 'key';

/** What a person reads of a command: help, the manual page and completions are made of it. */
export interface About {
  /** What it is for, on one line, without a full stop. */
  readonly summary: string;
  /** Each option of the syntax in a sentence; `-t` need not be there. */
  readonly options?: Readonly<Record<string, string>>;
  /** Paragraphs. */
  readonly more?: readonly string[];
  /** Command lines, each with what it does. */
  readonly examples?: readonly (readonly [words: string, does: string])[];
  /** What a shell completes an option's value with, and the `operands`; `-t` is any session. */
  readonly completes?: Readonly<Record<string, Completes>>;
  /** The words that may follow the options, where they are known. */
  readonly words?: readonly string[];
}

export interface Command {
  /** One line, without `outlive`: `ls [--json]`. */
  readonly usage: string;
  readonly about: About;
  readonly syntax: Syntax;
  /** How many words may follow the options. */
  readonly operands: readonly [least: number, most: number];
  /** True for a command that must go on when its terminal is gone. */
  readonly outlivesTerminal?: boolean;
  /** Resolves to the exit status; throws Failure (1) or UsageError (2). */
  run(options: Options, caller: Caller): Promise<number>;
}
