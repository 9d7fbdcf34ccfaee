// Typing straight into the program, with a keyboard on the screen or a real one. The keyboard edits an
// invisible field; each edit becomes keys. What an input method is still composing is held back
// until it is done, or, where letters stand for themselves, until the hand rests.

import { keysOf, readField } from './sink-edit.ts';
import type { Typing } from './typing.ts';

/** Something to erase, and nothing a keyboard would make a word of. */
export const sentinel = ' '.repeat(16);
/** Enough for a keyboard to guess from. */
const mostText = 400;
/** A word of plain letters that rests this long goes on its way. */
export const restMs = 250;

/** Scripts that are composed out of something else than what is meant. */
const composedScripts = /[\u1100-\u11ff\u3040-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff]/;
const composingLanguages = /^(?:zh|ja|ko)\b/i;

export interface SinkParts {
  readonly field: HTMLTextAreaElement;
  readonly typing: Typing;
  /** What is being composed, for the person to see. */
  composing?(text: string): void;
  readonly languages?: readonly string[];
}

export class InputSink {
  readonly #parts: SinkParts;
  readonly #end: () => void;
  /** What the program has of the field's text. */
  #sent = '';
  #composed: string | null = null;
  /** Letters are held until the composition is over, for they may stand for something else. */
  #patient: boolean;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SinkParts) {
    this.#parts = parts;
    const { field, typing, languages = navigator.languages } = parts;
    this.#patient = composingLanguages.test(languages[0] ?? '');
    this.#refill();
    const events = new AbortController();
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      listener: (event: HTMLElementEventMap[Name]) => void,
    ) => field.addEventListener(name, listener, { signal: events.signal });
    on('compositionstart', () => this.#compose(''));
    on('compositionupdate', ({ data }) => this.#compose(data));
    on('compositionend', ({ data }) => this.#composeEnd(data));
    on('input', () => this.#input());
    on('paste', (event) => this.#paste(event));
    on('focus', () => this.#refill());
    on('blur', () => this.settle());
    typing.settle.add(this.settle);
    this.#end = () => {
      clearTimeout(this.#rest);
      typing.settle.delete(this.settle);
      events.abort();
    };
  }

  /** Sends what is held and begins anew: what follows has nothing to do with this text. */
  readonly settle = (): void => {
    if (this.#composed !== null) this.#compose(null);
    this.#take();
    if (this.#parts.field.value !== sentinel) this.#refill();
  };

  close(): void {
    this.#end();
  }

  #input(): void {
    const { typing } = this.#parts;
    if (typing.ctrl.value || typing.alt.value) this.#pressLast();
    else if (this.#composed === null) this.#take();
    else if (this.#edit().typed === '') this.#take();
    else if (!this.#patient) this.#takeAtRest();
  }

  #compose(text: string | null): void {
    this.#composed = text;
    this.#parts.composing?.(text ?? '');
  }

  #composeEnd(text: string): void {
    this.#compose(null);
    if (composedScripts.test(text)) this.#patient = true;
    this.#take();
  }

  #takeAtRest(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      if (this.#composed !== null && !composedScripts.test(this.#composed)) this.#take();
    }, restMs);
  }

  #edit() {
    return readField(this.#parts.field.value, { sentinel, sent: this.#sent }).edit;
  }

  #take(): void {
    clearTimeout(this.#rest);
    const read = readField(this.#parts.field.value, { sentinel, sent: this.#sent });
    const keys = keysOf(read.edit);
    this.#sent = read.text ?? '';
    if (keys !== '') this.#parts.typing.text(keys);
    if (this.#composed !== null) return;
    if (read.text === null || keys.includes('\r') || this.#sent.length > mostText) this.#refill();
  }

  /** Ctrl or Alt was tapped: the next character is no text, composed or not. */
  #pressLast(): void {
    const last = [...this.#edit().typed].at(-1);
    this.#compose(null);
    this.#refill();
    if (last !== undefined) this.#parts.typing.press({ key: last === '\n' ? 'Enter' : last });
  }

  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    event.stopPropagation();
    this.settle();
    if (text !== '') this.#parts.typing.paste(text);
  }

  #refill(): void {
    const { field } = this.#parts;
    this.#sent = '';
    field.value = sentinel;
    field.setSelectionRange(sentinel.length, sentinel.length);
  }
}
