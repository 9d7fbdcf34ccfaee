// Typing into one session, from wherever: the compose line, the key bar, a keyboard, a paste. Knows
// the modes the program asked for (the terminal tells) and the queue, not how anything looks.
import { type Signal, signal } from '@preact/signals';
import type { InputStatus } from '../../../server/protocol/host.ts';
import { toWire } from '../../../server/protocol/wire-bytes.ts';
import { fieldsOf } from '../../connection/guards.ts';
import type { Link } from '../../connection/link.ts';
import type { ShownText } from '../../log/shown-text.ts';
import { type HeldOutput, heldOutput, holdKey } from './held-output.ts';
import { LineHistory } from './history.ts';
import { InputQueue } from './input-queue.ts';
import { type KeyModes, type KeyPress, pasted, sequenceOf, typedLine } from './key-sequences.ts';

export interface Typing {
  readonly queue: InputQueue;
  readonly modes: Signal<KeyModes>;
  /** Ctrl was tapped: it goes with the next key. */
  readonly ctrl: Signal<boolean>;
  /** Alt was tapped. */
  readonly alt: Signal<boolean>;
  /** When something was last typed here, in ms since 1970. */
  readonly typedAt: Signal<number>;
  readonly history: LineHistory;
  /** The output as it is shown now, by whatever shows it. */
  readonly shown: { current: ShownText | null };
  readonly heldOutput: HeldOutput;
  /** Whether this device may type at all: what it types otherwise is nothing, not a mistake. */
  readonly allowed: Signal<boolean>;
  /** Called before a key: fields that hold text back let go of it. */
  readonly settle: Set<() => void>;
  /** Whether the key meant anything. */
  press(press: KeyPress): boolean;
  line(text: string): void;
  paste(text: string): void;
  /** As it was typed, key by key. */
  text(keys: string): void;
  /** What a program that asked for the mouse is told. Never kept: what it pointed at is gone later. */
  mouse(report: string): void;
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
  const modes = signal<KeyModes>({
    applicationCursor: false,
    bracketedPaste: false,
    fullScreen: false,
  });
  const [ctrl, alt, typedAt] = [signal(false), signal(false), signal(0)];
  const history = new LineHistory(session);
  const shown: Typing['shown'] = { current: null };
  const settle = new Set<() => void>();
  const output = heldOutput();
  const allowed = signal(true);
  const type = (text: string, label: string) => {
    if (!allowed.value) return;
    typedAt.value = Date.now();
    queue.type(text, label);
    // A full-screen program takes the key for one of its own.
    if (text === holdKey && !modes.value.fullScreen) output.typed(shown.current);
  };
  return {
    ...{ queue, modes, ctrl, alt, typedAt, history, shown, allowed, settle },
    heldOutput: output,
    press(press) {
      const armed = {
        ...press,
        ctrl: press.ctrl === true || ctrl.value,
        alt: press.alt === true || alt.value,
      };
      const text = sequenceOf(armed, modes.value) ?? sequenceOf(press, modes.value);
      if (text === null || !allowed.value) return false;
      ctrl.value = false;
      alt.value = false;
      for (const letGo of settle) letGo();
      type(text, labelOf(armed));
      return true;
    },
    line(text) {
      history.expect(text, shown.current);
      type(typedLine(text, modes.value), text === '' ? 'Enter' : text);
    },
    paste: (text) => type(pasted(text, modes.value), text),
    text: (keys) => type(keys, keys.replace(/\x7f/g, '⌫').replace(/\r/g, '↵')),
    mouse: (report) => allowed.value && queue.type(report, 'mouse', { fleeting: true }),
  };
}

function labelOf({ key, ctrl, alt }: KeyPress): string {
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${key.length === 1 && ctrl ? key.toUpperCase() : key}`;
}

function parseStatus(answer: unknown): InputStatus | null {
  const { status } = fieldsOf(answer);
  return status === 'accepted' || status === 'busy' || status === 'ended' ? status : null;
}
