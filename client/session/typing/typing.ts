// Typing into one session, from wherever: the compose line, the key bar, a keyboard, a paste. Knows
// the modes the program asked for (the terminal tells) and the queue, not how anything looks.
import { type Signal, signal } from '@preact/signals';
import type { InputStatus } from '../../../server/protocol/host.ts';
import { toWire } from '../../../server/protocol/wire-bytes.ts';
import { fieldsOf } from '../../connection/guards.ts';
import type { Link } from '../../connection/link.ts';
import { InputQueue } from './input-queue.ts';
import {
  controlOf,
  type KeyModes,
  type KeyPress,
  pasted,
  sequenceOf,
  typedLine,
} from './key-sequences.ts';

export interface Typing {
  readonly queue: InputQueue;
  readonly modes: Signal<KeyModes>;
  /** Ctrl was tapped: it goes with the next key. */
  readonly ctrl: Signal<boolean>;
  /** When something was last typed here, in ms since 1970. */
  readonly typedAt: Signal<number>;
  /** Whether the key meant anything. */
  press(press: KeyPress): boolean;
  line(text: string): void;
  paste(text: string): void;
  /** A character with Ctrl, whether or not there is a control character for it. */
  control(character: string): void;
}

/** By connection and session: what waits to be sent outlives a visit to the list. */
const kept = new WeakMap<Link, Map<string, Typing>>();

/** Typing into a session of this connection, always the same for the same session. */
export function typingInto({ link, session }: { link: Link; session: string }): Typing {
  const sessions = kept.get(link) ?? new Map<string, Typing>();
  kept.set(link, sessions);
  const typing = sessions.get(session) ?? createTyping({ link, session });
  sessions.set(session, typing);
  return typing;
}

function createTyping({ link, session }: { link: Link; session: string }): Typing {
  const queue = new InputQueue({
    send: ({ bytes, ...input }) =>
      link.ask('input', { session, ...input, bytes: toWire(bytes) }, parseStatus),
    connected: link.connected,
    now: Date.now,
  });
  const modes = signal<KeyModes>({ applicationCursor: false, bracketedPaste: false });
  const ctrl = signal(false);
  const typedAt = signal(0);
  const type = (text: string, label: string) => {
    typedAt.value = Date.now();
    queue.type(text, label);
  };
  return {
    ...{ queue, modes, ctrl, typedAt },
    press(press) {
      const withCtrl = { ...press, ctrl: press.ctrl === true || ctrl.value };
      const text = sequenceOf(withCtrl, modes.value);
      if (text === null) return false;
      ctrl.value = false;
      type(text, withCtrl.ctrl ? `Ctrl+${press.key}` : press.key);
      return true;
    },
    line: (text) => type(typedLine(text, modes.value), text === '' ? 'Enter' : text),
    paste: (text) => type(pasted(text, modes.value), text),
    control(character) {
      ctrl.value = false;
      type(controlOf(character) ?? character, `Ctrl+${character.toUpperCase()}`);
    },
  };
}

function parseStatus(answer: unknown): InputStatus | null {
  const { status } = fieldsOf(answer);
  return status === 'accepted' || status === 'busy' || status === 'ended' ? status : null;
}
