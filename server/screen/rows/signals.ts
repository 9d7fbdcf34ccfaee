// What programs tell the terminal on purpose, read from the control strings they use for it: OSC
// 9;4 (progress), 9, 777 and 99 (notifications) and 133 (a shell's prompts and commands).
import type { Signal } from '../../watch/entries.ts';

const maxText = 300;

/** The numbers of the control strings that may tell something. */
export const signalIds = [9, 99, 133, 777] as const;
type SignalId = (typeof signalIds)[number];

/** Parts of a notification by OSC 99 that are not whole yet. */
export interface Pending {
  id: string;
  title: string;
  text: string;
}

const noneYet: Pending = { id: '', title: '', text: '' };

export class SignalReader {
  #pending: Pending = noneYet;

  /** Null when the string tells nothing. */
  read(id: SignalId, data: string): Signal | null {
    if (id === 9) return ofNine(data);
    if (id === 777) return of777(data);
    if (id === 133) return of133(data);
    return this.#of99(data);
  }

  get pending(): Pending {
    return this.#pending;
  }

  restore(pending: Pending): void {
    this.#pending = pending;
  }

  /** Desktop notifications as kitty defines them: metadata; payload, perhaps in several pieces. */
  #of99(data: string): Signal | null {
    const cut = data.indexOf(';');
    if (cut < 0) return null;
    const fields = new Map(
      data
        .slice(0, Math.min(cut, maxText))
        .split(':')
        .map((field) => [field.slice(0, 1), field.slice(2)] as const),
    );
    const payload = fields.get('e') === '1' ? decode(data.slice(cut + 1)) : data.slice(cut + 1);
    const kind = fields.get('p') ?? 'title';
    const id = fields.get('i') ?? '';
    const before = this.#pending.id === id ? this.#pending : { ...noneYet, id };
    const next = {
      id,
      title: shorten(before.title + (kind === 'title' ? payload : '')),
      text: shorten(before.text + (kind === 'body' ? payload : '')),
    };
    this.#pending = fields.get('d') === '0' ? next : noneYet;
    if (fields.get('d') === '0' || (next.title === '' && next.text === '')) return null;
    return next.text === ''
      ? { kind: 'notified', title: '', text: next.title }
      : { kind: 'notified', title: next.title, text: next.text };
  }
}

const states = ['cleared', 'normal', 'error', 'indeterminate', 'paused'] as const;

function ofNine(data: string): Signal | null {
  if (!/^\d{1,2}(;|$)/.test(data)) return { kind: 'notified', title: '', text: shorten(data) };
  const [kind, state = '', percent = ''] = data.split(';', 3);
  const name = kind === '4' ? states[Number(state || '0')] : undefined;
  if (name === undefined) return null;
  const value = /^\d{1,3}$/.test(percent) ? Math.min(100, Number(percent)) : null;
  return { kind: 'reported', state: name, percent: value };
}

function of777(data: string): Signal | null {
  const [kind, title = '', ...text] = data.slice(0, 4 * maxText).split(';');
  if (kind !== 'notify') return null;
  return { kind: 'notified', title: shorten(title), text: shorten(text.join(';')) };
}

const marks: Readonly<Record<string, 'prompt' | 'input' | 'output' | 'done'>> = {
  A: 'prompt',
  B: 'input',
  C: 'output',
  D: 'done',
};

function of133(data: string): Signal | null {
  const [letter = '', exit = ''] = data.split(';', 2);
  const mark = Object.hasOwn(marks, letter) ? marks[letter] : undefined;
  if (mark === undefined) return null;
  return { kind: 'marked', mark, exitCode: /^\d{1,3}$/.test(exit) ? Number(exit) : null };
}

/** Untrusted words: short, on one line. */
function shorten(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, maxText);
}

function decode(base64: string): string {
  return Buffer.from(base64.slice(0, 2 * maxText), 'base64').toString('utf8');
}
